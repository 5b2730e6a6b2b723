// Path safety of app://: whatever the address, only files below the root are named.
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { browserUrl, fileOfPage, isOurPage } from './page-address.ts';

const ROOT = path.resolve('/srv/app/renderer');

describe('fileOfPage', () => {
  it('names files below the root', () => {
    expect(fileOfPage('app://sallyport/index.html?x=1#y', ROOT)).toBe(path.join(ROOT, 'index.html'));
    expect(fileOfPage('app://sallyport/assets/a%20b.js', ROOT)).toBe(path.join(ROOT, 'assets', 'a b.js'));
  });

  it.each([
    'app://sallyport/',
    'app://sallyport',
    'app://other/index.html',
    'app://sallyport:81/index.html',
    'file:///etc/passwd',
    'https://sallyport/index.html',
    'app://sallyport/..%2f..%2fetc/passwd',
    'app://sallyport/%2e%2e%2fsecret',
    'app://sallyport/..%5c..%5csecret',
    'app://sallyport/..%2frenderer-other/x.js',
    'app://sallyport/a%00.html',
    'app://sallyport/c:/windows',
    'app://sallyport/%E0%A4%A',
    'not a url',
  ])('refuses %s', (url) => {
    expect(fileOfPage(url, ROOT)).toBeNull();
  });

  it('never leaves the root', () => {
    const piece = fc.oneof(
      fc.constantFrom('..', '.', '%2e%2e', '%2f', '/', '%5c', '//', '%252e', ''),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const file = fileOfPage(`app://sallyport/${pieces.join('/')}`, ROOT);
        if (file !== null) expect(path.relative(ROOT, file)).not.toMatch(/^\.\.(\/|$)|^$/);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('isOurPage', () => {
  it.each([
    ['app://sallyport/index.html', null, true],
    ['app://sallyport/x#y', null, true],
    ['app://evil/index.html', null, false],
    ['app://user@sallyport/', null, true],
    ['http://localhost:5173/', null, false],
    ['http://localhost:5173/a', 'http://localhost:5173', true],
    ['http://localhost:5174/a', 'http://localhost:5173', false],
    ['https://localhost:5173/', 'http://localhost:5173', false],
    ['about:blank', 'http://localhost:5173', false],
    ['data:text/html,x', null, false],
    ['', null, false],
  ])('%s with dev server %s: %s', (url, dev, expected) => {
    expect(isOurPage(url, dev)).toBe(expected);
  });
});

describe('browserUrl', () => {
  it.each([
    ['https://example.com/a?b', 'https://example.com/a?b'],
    ['http://example.com', 'http://example.com/'],
    ['https://user:pw@example.com', null],
    ['file:///etc/passwd', null],
    ['javascript:alert(1)', null],
    ['ssh://host', null],
    ['example.com', null],
  ])('%s -> %s', (url, expected) => {
    expect(browserUrl(url)).toBe(expected);
  });
});
