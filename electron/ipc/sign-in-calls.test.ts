// The sign-in page goes where a person can open it, and a browser that does not start is told in words.
import { expect, it, vi } from 'vitest';
import { createLog } from '../base/log.ts';
import { systemClock } from '../base/clock.ts';
import { profileIdOf } from '../aws/profiles.ts';
import { signInCalls } from './sign-in-calls.ts';

const profileId = profileIdOf('dev');
const context = { signal: new AbortController().signal };

function setUp(openInBrowser: (url: string) => Promise<void>) {
  const copied: string[] = [];
  const signIns = { pageOf: () => 'https://oidc.example/authorize' };
  const calls = signInCalls({
    openInBrowser,
    clipboard: {
      writeSecret: (text) => {
        copied.push(text.reveal());
        return Promise.resolve();
      },
    },
    cloud: () => Promise.resolve({ signIns } as never),
    underWay: () => [],
    log: createLog('test', () => undefined, systemClock),
  });
  return { calls, copied };
}

it('opens the page once more, or copies its address', async () => {
  const open = vi.fn(() => Promise.resolve());
  const { calls, copied } = setUp(open);
  await calls['sign-ins.page']({ profileId, to: 'browser' }, context);
  expect(open).toHaveBeenCalledWith('https://oidc.example/authorize');
  await calls['sign-ins.page']({ profileId, to: 'clipboard' }, context);
  expect(copied).toEqual(['https://oidc.example/authorize']);
});

it('says that the browser does not open, and what to do', async () => {
  const { calls } = setUp(() => Promise.reject(new Error('no xdg-open')));
  await expect(calls['sign-ins.page']({ profileId, to: 'browser' }, context)).rejects.toMatchObject({
    code: 'link/not-opened',
    message: expect.stringContaining('Copy the link') as string,
  });
});
