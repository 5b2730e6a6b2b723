// .rdp files and commands of the user: what goes in cannot become more than it is.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rdpCommandSchema, rdpOptionsSchema } from '../../shared/rdp.ts';
import { expandCommand, splitWords } from './custom-client.ts';
import { splitUserName, titleOf } from './rdp-client.ts';
import { formatRdpFile, rdpFileName } from './rdp-file.ts';

const plain = {
  host: '127.80.1.2',
  port: 40123,
  userName: '.\\Administrator',
  options: rdpOptionsSchema.parse({}),
};
const linesOf = (file: Buffer): string[] => file.subarray(2).toString('utf16le').split('\r\n');

describe('formatRdpFile', () => {
  it('is UTF-16LE with its mark and CRLF, and says the defaults', () => {
    const file = formatRdpFile(plain);
    expect(file.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xfe]));
    const lines = linesOf(file);
    expect(lines.at(-1)).toBe('');
    expect(lines).toEqual(
      expect.arrayContaining([
        'full address:s:127.80.1.2:40123',
        'username:s:.\\Administrator',
        'redirectclipboard:i:1',
        'drivestoredirect:s:',
        'audiomode:i:0',
        'enablecredsspsupport:i:1',
        'gatewayusagemethod:i:0',
      ]),
    );
    expect(lines.join('\n')).not.toMatch(/password|51:b/);
  });

  it('says every option', () => {
    const options = rdpOptionsSchema.parse({
      display: { kind: 'all-monitors' },
      scale: 150,
      clipboard: false,
      drives: true,
      sound: 'there',
      adminSession: true,
      networkLevelAuthentication: 'off',
    });
    expect(linesOf(formatRdpFile({ ...plain, options, forMac: true }))).toEqual(
      expect.arrayContaining([
        'screen mode id:i:2',
        'use multimon:i:1',
        'desktopscalefactor:i:150',
        'redirectclipboard:i:0',
        'drivestoredirect:s:*',
        'audiomode:i:1',
        'administrative session:i:1',
        'enablecredsspsupport:i:0',
        'ForceHiDpiOptimizations:i:1',
      ]),
    );
  });

  it('has the same lines whatever the user is called', () => {
    const count = linesOf(formatRdpFile(plain)).length;
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (userName) => {
        expect(linesOf(formatRdpFile({ ...plain, userName }))).toHaveLength(count);
      }),
    );
  });
});

describe('names', () => {
  it('make files that every system takes', () => {
    expect(rdpFileName('sql-report-01')).toBe('sql-report-01.rdp');
    expect(rdpFileName('../../etc/passwd')).toBe('..-..-etc-passwd.rdp');
    expect(rdpFileName('con')).toBe('desktop con.rdp');
    expect(rdpFileName('...')).toBe('desktop.rdp');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(rdpFileName(name)).toMatch(/^[^<>:"/\\|?*\p{Cc}]+\.rdp$/u);
      }),
    );
    expect(titleOf('a\r\nb')).toBe('a  b');
  });

  it('split users from domains', () => {
    expect(splitUserName('.\\Administrator')).toEqual({ domain: '', user: 'Administrator' });
    expect(splitUserName('CORP\\anna')).toEqual({ domain: 'CORP', user: 'anna' });
    expect(splitUserName('anna@corp.example.com')).toEqual({ domain: '', user: 'anna@corp.example.com' });
  });
});

describe('a command', () => {
  it('splits as people write it, without a shell', () => {
    expect(splitWords(`a "b c" 'd "e"' f"g h"i  --x='y z'`)).toEqual([
      'a',
      'b c',
      'd "e"',
      'fg hi',
      '--x=y z',
    ]);
    expect(splitWords('C:\\Tools\\rdp.exe /v:{host}')).toEqual(['C:\\Tools\\rdp.exe', '/v:{host}']);
  });

  it('keeps what it is given in one argument, and takes no password', () => {
    const request = {
      ...plain,
      credentials: { userName: 'a b; rm -rf "$HOME"', password: null },
      instanceName: 'x',
    };
    expect(expandCommand('run {user} {host}:{port} {name}', request)).toEqual([
      'run',
      'a b; rm -rf "$HOME"',
      '127.80.1.2:40123',
      'x',
    ]);
    for (const text of ['run {password}', 'run {PASS}', 'run {passphrase}', '', 'a\nb'])
      expect(rdpCommandSchema.safeParse(text).success).toBe(false);
  });
});
