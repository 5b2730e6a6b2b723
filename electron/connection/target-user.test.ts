// Whom to sign in as: what is certain, then what the image and the platform say, then the usual ones.
import { describe, expect, it } from 'vitest';
import { usersOf } from './target-user.ts';

const machine = (
  change: { operatingSystem?: string; name?: string; platform?: 'linux' | 'windows' } = {},
) => ({
  operatingSystem: 'Linux/UNIX',
  name: 'web-1',
  platform: 'linux' as const,
  ...change,
});
const image =
  (...words: string[]) =>
  () =>
    Promise.resolve(words);
const notAsked = () => Promise.reject(new Error('nobody had to ask'));

describe('the user', () => {
  it('is the one that was chosen, or got in before, and the image is not asked about', async () => {
    expect(await usersOf({ user: 'anna' }, null, machine(), notAsked)).toEqual(['anna']);
    const known = { way: { route: 'eice', shell: 'ssh', user: 'bob' }, hostKeys: [] } as const;
    expect(await usersOf({ user: null }, known, machine(), notAsked)).toEqual(['bob']);
  });

  it('is told by the image where EC2 says Linux/UNIX only', async () => {
    const rocky = image('Rocky-9-EC2-Base-9.3-20231113.0.x86_64');
    expect(await usersOf({ user: null }, null, machine(), rocky)).toEqual(['rocky']);
    const described = image('golden-42', 'Canonical, Ubuntu, 22.04 LTS, amd64 jammy image');
    expect(await usersOf({ user: null }, null, machine(), described)).toEqual(['ubuntu']);
  });

  it('is the image’s, and then the platform’s, where these differ', async () => {
    const bitnami = image('bitnami-wordpress-6.4.1-1-r01-linux-debian-11-x86_64');
    const debian = machine({ operatingSystem: 'Debian GNU/Linux' });
    expect(await usersOf({ user: null }, null, debian, bitnami)).toEqual(['bitnami', 'admin']);
  });

  it('is guessed from the machine’s own name last, and else the usual ones are tried', async () => {
    expect(await usersOf({ user: null }, null, machine({ name: 'debian-box' }), image('golden'))).toEqual([
      'admin',
    ]);
    expect(await usersOf({ user: null }, null, machine(), image())).toEqual(['ec2-user', 'ubuntu', 'admin']);
  });
});
