// `sallyport rdp` as a person runs it: against the sandbox, with a real client on a real display where there is one.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openTestDisplay, type TestDisplay } from '../connection/fixtures/test-display.ts';
import { COMPANY } from '../sandbox/company/company.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import { DESKTOP_COLOUR } from '../sandbox/windows-desktop-files.ts';
import { buildCli, type BuiltCli, CLI_TEST_LIMIT_MS } from './fixtures/built-cli.ts';
import { readArguments } from './arguments.ts';

// The sandbox's desktop needs root on Linux. What else it needs is installed, or the test fails.
const canRun = process.platform === 'linux' && process.getuid?.() === 0;
vi.setConfig({ testTimeout: CLI_TEST_LIMIT_MS, hookTimeout: CLI_TEST_LIMIT_MS });

describe('its flags', () => {
  const read = (...args: string[]) => readArguments(['rdp', ...args]);

  it('become options', () => {
    const line = read(
      'sql',
      '-k',
      'key.pem',
      '--size',
      '1280x720',
      '--sound',
      'off',
      '--no-clipboard',
      '--scale',
      '150',
    );
    expect(line).toMatchObject({
      kind: 'rdp',
      given: {
        target: 'sql',
        keyFile: 'key.pem',
        userName: '.\\Administrator',
        client: null,
        options: {
          display: { kind: 'window', width: 1280, height: 720 },
          sound: 'off',
          clipboard: false,
          scale: 150,
        },
      },
    });
    expect(read('sql', '--command', 'rdp {host}')).toMatchObject({ given: { client: 'custom' } });
  });

  it('are refused where they make no sense', () => {
    for (const args of [
      [],
      ['a', 'b'],
      ['a', '--size', '10x10'],
      ['a', '--scale', '110'],
      ['a', '--sound', 'loud'],
      ['a', '--client', 'custom'],
      ['a', '--command', 'rdp {password}'],
      ['a', '--user', 'x\ny'],
    ])
      expect(() => read(...args)).toThrow();
  });
});

describe('against the sandbox', () => {
  let cli: BuiltCli;
  let sandbox: Sandbox;
  let display: TestDisplay | null = null;
  beforeAll(async () => {
    [cli, sandbox] = await Promise.all([buildCli(), startSandbox()]);
    if (canRun) display = await openTestDisplay();
  });
  afterAll(async () => {
    await sandbox.close();
    await cli.remove();
    await display?.close();
  });

  it.runIf(canRun)('says in words what is missing, and what to do', async () => {
    const { SALLYPORT_KEY_FILE: _, ...env } = sandbox.env;
    const without = await cli.run(['rdp', 'sql-report-01', '--command', 'sh'], { env });
    expect(without).toMatchObject({ code: 2, stdout: '' });
    expect(without.stderr).toMatch(/“finance-rdp” is needed[\s\S]*next: Name its file with --key/);
    const notAKey = path.join(cli.home, 'notes.txt');
    writeFileSync(notAKey, 'hello');
    const wrong = await cli.run(['rdp', 'sql-report-01', '--command', 'sh', '--key', notAKey], { env });
    expect(wrong.code).toBe(4);
    const none = await cli.run(['rdp', 'sql-report-01', '--client', 'mstsc'], { env });
    expect(none.stderr).toContain('was not found on this computer');
  });

  it.runIf(canRun)('opens the desktop and takes it down at Ctrl-C', async () => {
    const shown: string[] = [];
    const { code, stderr } = await cli.run(['rdp', 'sql-report-01', '--size', '1024x700'], {
      env: { ...sandbox.env, DISPLAY: display?.env['DISPLAY'] ?? '' },
      onStarted: (child) => {
        const timer = setInterval(() => {
          if ((display?.shareOf(DESKTOP_COLOUR) ?? 0) < 0.4) return;
          clearInterval(timer);
          shown.push(...(display?.windowTitles() ?? []));
          child.kill('SIGINT');
        }, 500);
        child.once('exit', () => {
          clearInterval(timer);
        });
      },
    });
    expect(code).toBe(130);
    expect(shown).toContain('sql-report-01');
    expect(stderr).toContain('Connected with FreeRDP');
    expect(stderr).not.toContain(sandbox.windows.accounts.passwordOf(COMPANY.sqlReport));
    // The display hears of a program's end by itself.
    await expect.poll(() => display?.windowTitles()).not.toContain('sql-report-01');
    expect(readFileSync(sandbox.windows.keyFile, 'utf8')).toContain('RSA PRIVATE KEY');
  });
});
