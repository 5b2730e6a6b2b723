// `sallyport ssh` with pipes, as scripts run it: a child process against the sandbox's SSH servers.
import { describe, expect, it } from 'vitest';
import { useCliFixture, WEB } from './fixtures/cli-fixture.ts';

const fixture = useCliFixture();

describe('sallyport ssh TARGET command', () => {
  it('keeps output, errors and exit code apart, and tells the route', async () => {
    const result = await fixture.run(['ssh', 'web-1', 'echo out; echo wrong >&2; exit 7']);
    expect(result).toMatchObject({ code: 7, stdout: 'out\n' });
    expect(result.stderr).toMatch(/^ec2-user@web-1 via SSM$/m);
    expect(result.stderr).toMatch(/^wrong$/m);
  });

  it('says nothing of its own with --quiet', async () => {
    const result = await fixture.run(['ssh', '-q', WEB, 'id', '-un']);
    expect(result).toEqual({ code: 0, stdout: 'ec2-user\n', stderr: '' });
  });

  it('goes by an endpoint where the agent is offline, and says why', async () => {
    const result = await fixture.run(['ssh', 'build-runner', 'echo there']);
    expect(result).toMatchObject({ code: 0, stdout: 'there\n' });
    expect(result.stderr).toMatch(/via EICE; SSM not used: agent offline since/);
  });
});
