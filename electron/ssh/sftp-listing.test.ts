// Listing against a server whose pages a test decides.
import ssh2 from 'ssh2';
import { expect, test } from 'vitest';
import { fakeSshServer } from './fixtures/fake-ssh-server.ts';
import { ephemeralIdentity } from './identity.ts';
import { openSshClient } from './open-ssh-client.ts';

const { signal } = new AbortController();
const { STATUS_CODE } = ssh2.utils.sftp;

test('a name that is put in place anew while its folder is read is told once', async () => {
  const pages = [
    ['.', 'one', 'two'],
    ['three', 'one'],
    ['one', 'four'],
  ];
  const { transport } = fakeSshServer(
    (attempt) => {
      attempt.accept();
    },
    {
      onConnection: (connection) =>
        connection.on('session', (accept) =>
          accept().on('sftp', (acceptSftp) => {
            const files = acceptSftp();
            files.on('OPENDIR', (id) => files.handle(id, Buffer.from('folder')));
            files.on('CLOSE', (id) => files.status(id, STATUS_CODE.OK));
            files.on('READDIR', (id) => {
              const page = pages.shift();
              if (page === undefined) files.status(id, STATUS_CODE.EOF);
              else
                files.name(
                  id,
                  page.map((filename) => ({ filename, longname: filename, attrs: {} as ssh2.Attributes })),
                );
            });
          }),
        ),
    },
  );
  const client = await openSshClient({
    transport,
    user: 'somebody',
    identities: [await ephemeralIdentity()],
    hostKey: async () => 'accept',
    ask: () => Promise.reject(new Error('Nothing was to be asked.')),
    signal,
    onPhase: () => undefined,
  });
  const sftp = await client.openSftp(signal);
  const told: string[] = [];
  for await (const page of sftp.list('/folder', signal)) told.push(...page.map(({ name }) => name));
  expect(told).toEqual(['one', 'two', 'three', 'four']);
  await client.close();
});
