import { expect, it } from 'vitest';
import { outsideEnv } from './outside-env.ts';

it('keeps what is said to us to ourselves', () => {
  expect(
    outsideEnv({
      ...{
        AWS_SECRET_ACCESS_KEY: 's',
        aws_session_token: 't',
        SALLYPORT_KEY_FILE: 'k',
        ELECTRON_RUN_AS_NODE: '1',
      },
      ...{ PATH: '/bin', DISPLAY: ':0', MY_AWS_NOTE: 'n' },
    }),
  ).toEqual({ PATH: '/bin', DISPLAY: ':0', MY_AWS_NOTE: 'n' });
});
