// The command line of the app.
import path from 'node:path';
import { expect, it } from 'vitest';
import { readStartOptions } from './start-options.ts';

it('reads what is asked', () => {
  const options = readStartOptions(
    [
      'electron',
      '.',
      '--no-sandbox',
      '--sandbox',
      '--verbose',
      '--user-data-dir=some/dir',
      '--sandbox-instances=500',
    ],
    { SALLYPORT_USER_DATA: '/elsewhere' },
  );
  expect(options).toMatchObject({
    sandbox: true,
    verbose: true,
    userDataDir: path.resolve('some/dir'),
    sandboxArgs: ['--instances', '500'],
  });
});

it('has quiet defaults: Chromium’s --no-sandbox does not mean ours, and no AWS key reaches the sandbox', () => {
  const env = { PATH: '/bin', AWS_SECRET_ACCESS_KEY: 'x', aws_profile: 'y', SALLYPORT_USER_DATA: '' };
  expect(readStartOptions(['electron', '--no-sandbox', '--sandbox-instances=-1'], env)).toEqual({
    sandbox: false,
    verbose: false,
    hidden: false,
    userDataDir: null,
    sandboxArgs: [],
    sandboxEnv: { PATH: '/bin', SALLYPORT_USER_DATA: '' },
  });
});
