import { describe, expect, it } from 'vitest';
import { desktopSpecSchema } from '../../shared/desktop.ts';
import { optionsFormOf, specOf, withDisplay } from './desktop-options-form.ts';

const DEFAULTS = desktopSpecSchema.parse({});

describe('the options sheet', () => {
  it('saved unchanged changes nothing, whatever there was', () => {
    for (const given of [
      {},
      { options: { display: { kind: 'window', width: 1600, height: 900 }, scale: 150, drives: true } },
      { client: 'custom', command: 'rdesktop {host}:{port}', userName: 'CORP\\anna' },
    ]) {
      const spec = desktopSpecSchema.parse(given);
      expect(specOf(optionsFormOf(spec))).toEqual({ ok: true, spec });
    }
  });

  it('takes the size from its fields, and says what is wrong with them', () => {
    const form = { ...withDisplay(optionsFormOf(DEFAULTS), 'window'), width: '1024', height: '768' };
    const saved = specOf(form);
    expect(saved).toMatchObject({
      spec: { options: { display: { kind: 'window', width: 1024, height: 768 } } },
    });
    expect(specOf({ ...form, width: '12', height: 'x' })).toMatchObject({
      problems: { width: 'From 640 to 8192.', height: 'From 480 to 8192.' },
    });
    expect(specOf({ ...withDisplay(form, 'full-screen'), width: '12' })).toMatchObject({ ok: true });
  });

  it('refuses what main would refuse', () => {
    const form = optionsFormOf(DEFAULTS);
    const own = { ...form, client: 'custom' as const };
    expect(specOf(own)).toMatchObject({ problems: { command: 'A program and its arguments.' } });
    const problem = 'A password is never put on a command line.';
    expect(specOf({ ...own, command: 'x /p:{password}' })).toMatchObject({ problems: { command: problem } });
    expect(specOf({ ...form, signIn: 'account', userName: 'a"b' })).toMatchObject({ ok: false });
  });

  it('keeps a command while another client is chosen', () => {
    const spec = desktopSpecSchema.parse({ client: 'custom', command: 'krdc rdp://{host}:{port}' });
    const saved = specOf({ ...optionsFormOf(spec), client: 'remmina' });
    expect(saved).toMatchObject({ spec: { client: 'remmina', command: 'krdc rdp://{host}:{port}' } });
  });
});
