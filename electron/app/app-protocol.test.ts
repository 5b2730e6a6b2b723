// What app:// answers with: files of the page under the strict policy, and nothing else.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answerPage } from './app-protocol.ts';
import { contentSecurityPolicy } from './content-security.ts';

let root: string;
beforeAll(async () => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'sallyport-page-'));
  root = path.join(dir, 'renderer');
  await mkdir(path.join(root, 'assets'), { recursive: true });
  await writeFile(path.join(root, 'index.html'), '<!doctype html>');
  await writeFile(path.join(root, 'assets', 'a.js'), '1');
  await writeFile(path.join(root, 'assets', 'a.js.map'), '{}');
  await writeFile(path.join(dir, 'secret.html'), 'secret');
});
afterAll(() => rm(path.dirname(root), { recursive: true, force: true }));

it('serves the page with type and policy', async () => {
  const page = await answerPage('app://sallyport/index.html', root);
  expect(page.statusCode).toBe(200);
  expect(page.data.toString()).toBe('<!doctype html>');
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(page.headers['content-security-policy']).toBe(contentSecurityPolicy(null));
  expect(page.headers['x-content-type-options']).toBe('nosniff');
  expect(page.mimeType).toBe('text/html');
  // Chromium would start a second process for the page, and the window would wait for it.
  expect(page.headers).not.toHaveProperty('cross-origin-opener-policy');
  const script = await answerPage('app://sallyport/assets/a.js', root);
  expect(script.mimeType).toBe('text/javascript');
});

it.each([
  'app://sallyport/missing.html',
  'app://sallyport/assets',
  'app://sallyport/assets/a.js.map',
  'app://sallyport/..%2fsecret.html',
  'app://other/index.html',
  'file:///etc/passwd',
])('does not serve %s', async (url) => {
  expect((await answerPage(url, root)).statusCode).toBe(404);
});

it('the policy lets scripts come from the app only, and nothing go out', () => {
  const policy = contentSecurityPolicy(null);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("connect-src 'none'");
  expect(policy).not.toMatch(/unsafe-eval|\*|https?:/);
});
