// `sallyport shell` and `ssh` on a terminal: a real PTY with a local shell around it, against the sandbox.
import { type IPty, spawn } from '@lydell/node-pty';
import { afterEach, expect, it } from 'vitest';
import { useCliFixture, WEB } from './fixtures/cli-fixture.ts';

const fixture = useCliFixture();
let terminal: Terminal | null = null;
afterEach(() => terminal?.pty.kill('SIGKILL'));

interface Terminal {
  readonly pty: IPty;
  type(text: string): void;
  /** Waits until the pattern stands in what was printed since the last match. */
  shows(pattern: RegExp): Promise<string>;
}

function openTerminal(): Terminal {
  const env = {
    ...fixture.sandbox.env,
    PATH: process.env['PATH'] ?? '',
    HOME: fixture.cli.home,
    PS1: 'LOCAL> ',
  };
  const pty = spawn('bash', ['--norc', '--noediting'], { cols: 93, rows: 31, env });
  let printed = '';
  pty.onData((text) => (printed += text));
  const made: Terminal = {
    pty,
    type: (text) => {
      pty.write(text);
    },
    async shows(pattern) {
      const limit = Date.now() + 60_000;
      for (;;) {
        const match = pattern.exec(printed);
        if (match !== null) {
          printed = printed.slice(match.index + match[0].length);
          return match[0];
        }
        if (Date.now() > limit)
          throw new Error(`no ${String(pattern)} in ${JSON.stringify(printed.slice(-500))}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
  };
  terminal = made;
  return made;
}

async function expectCalmTerminal({ type, shows }: Terminal, code: number): Promise<void> {
  type('echo code $?; stty -a | tr ";" "\\n" | grep -o -- "-\\?icanon\\|-\\?echo\\b"\r');
  await shows(new RegExp(`code ${code}\r\n`));
  await shows(/^icanon\r\necho\r\n/);
}

it('has the right size from the first byte and after a change, passes Ctrl-C, and leaves by ~.', async () => {
  const { pty, type, shows } = openTerminal();
  type(`${process.execPath} ${fixture.cli.file} shell web-1\r`);
  await shows(/Connected\./);
  await shows(/\$ /);
  type('stty size\r');
  await shows(/31 93/);
  pty.resize(120, 40);
  type('until [ "$(stty size)" = "40 120" ]; do sleep 0.05; done; echo sized-$((1+1))\r');
  await shows(/sized-2/);
  // The shell has handed the terminal over by the time this program says something.
  type("sh -c 'echo sleeps-$((1+1)); exec sleep 100'\r");
  await shows(/sleeps-2/);
  type('\u0003');
  await shows(/\^C/);
  type('echo after-$((1+1))\r');
  await shows(/after-2/);
  await shows(/\$ /);
  type('~?');
  await shows(/After Enter: {2}~\. {2}leaves/);
  type('~.');
  await shows(/Left\./);
  await shows(/LOCAL> /);
  await expectCalmTerminal({ pty, type, shows }, 0);
  await expect.poll(() => fixture.sandbox.stats().sessions).toEqual([]);
});

it('gives the terminal back when the shell ends, when it is interrupted and when it is killed', async () => {
  const made = openTerminal();
  const { type, shows } = made;
  const command = `${process.execPath} ${fixture.cli.file} shell ${WEB}`;
  type(`${command} -q\r`);
  await shows(/web-1[^\r]*\$ /);
  type('exit 3\r');
  await shows(/LOCAL> /);
  await expectCalmTerminal(made, 0);

  // The session that AWS may have made by then is taken back before the end, for which there are 8 s.
  fixture.sandbox.faults.delayAction('ssm:StartSession', 3000);
  type(`${command}\r`);
  await shows(/Starting a session/);
  type('\u0003');
  await shows(/LOCAL> /);
  await expectCalmTerminal(made, 130);
  fixture.sandbox.faults.delayAction('ssm:StartSession', 0);

  type(`sh -c 'echo $$ > "$HOME/pid"; exec ${command} -q'\r`);
  await shows(/web-1[^\r]*\$ /);
  const { readFile } = await import('node:fs/promises');
  process.kill(Number(await readFile(`${fixture.cli.home}/pid`, 'utf8')), 'SIGTERM');
  await shows(/LOCAL> /);
  await expectCalmTerminal(made, 143);
  await expect.poll(() => fixture.sandbox.stats().sessions).toEqual([]);
});

it('runs a command over SSH on the terminal, with its size and its keys', async () => {
  const { type, shows } = openTerminal();
  const command = 'stty size; read -r line; echo read-$line; exit 7';
  type(`${process.execPath} ${fixture.cli.file} ssh -q -t web-1 '${command}'; echo code-$?\r`);
  await shows(/31 93/);
  type('typed\r');
  await shows(/read-typed/);
  await shows(/code-7/);
});
