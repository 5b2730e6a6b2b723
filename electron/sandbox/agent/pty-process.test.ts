// A program in a terminal whose reader is slower than the program: nothing of its end may be lost.
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { PtyProcess } from './pty-process.ts';

const LINES = 200_000;
/** `seq 1 200000` with the terminal's CR LF. */
const EXPECTED_BYTES = 1_488_895;

function start(commandLine: string): PtyProcess {
  const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin' };
  return new PtyProcess({ file: '/bin/sh', args: ['-c', commandLine], cwd: '/tmp', env });
}

test.each([4, 10, 40])(
  'all of a program that is gone before its output is read (%i reads a pause)',
  async (reads) => {
    for (let round = 0; round < 3; round += 1) {
      const pty = start(`seq 1 ${LINES}`);
      const chunks: Buffer[] = [];
      for (let chunk = await pty.read(1024); chunk !== null; chunk = await pty.read(1024)) {
        chunks.push(chunk);
        if (chunks.length % reads === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      }
      const text = Buffer.concat(chunks);
      expect(text.length).toBe(EXPECTED_BYTES);
      expect(text.subarray(-16).toString()).toBe('199999\r\n200000\r\n');
    }
  },
);

test('a write is done when the terminal has it', async () => {
  const pty = start('stty raw -echo; echo ready; head -c 300000 | wc -c');
  expect((await pty.read(100))?.toString()).toBe('ready\n');
  // Longer than any terminal buffers: the program has to read on.
  await pty.write(Buffer.alloc(300_000, 'x'));
  const answer = await pty.read(100);
  expect(answer?.toString().trim()).toBe('300000');
  await pty.end();
});

test('end() takes the whole family along', async () => {
  const pty = start('sleep 61 & sh -c "trap \'\' HUP; sleep 62" & echo started; wait');
  expect((await pty.read(100))?.toString()).toContain('started');
  const startedAt = Date.now();
  await pty.end();
  // Not after the minute that they sleep.
  expect(Date.now() - startedAt).toBeLessThan(30_000);
  const family = (): string[] =>
    execFileSync('ps', ['-eo', 'sess=,stat=,args='], { encoding: 'utf8' })
      .split('\n')
      // A zombie is nothing but an exit status that nobody has asked for yet.
      .filter((line) => new RegExp(`^ *${pty.pid} +[^Z]`).test(line));
  // Killed, they take a moment to be gone.
  await expect.poll(family).toEqual([]);
});
