// A live connection against a shell that is written by hand: phases, cancelling at every step, late arrivals,
// endings, reopening, rates. Nothing may be left behind.
import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { fakeShell, setUpConnections, SIZE, turn } from './fixtures/fake-shells.ts';

describe('a connection', () => {
  it('opens, is open, ends, and is opened again under the same id', async () => {
    const { clock, requests, view, connections, open, phase } = setUpConnections();
    const id = open();
    expect(phase()?.kind).toBe('getting-credentials');
    requests[0]?.onCredentials();
    expect(phase()?.kind).toBe('starting-session');
    requests[0]?.onPhase({ kind: 'waiting-for-agent' });
    clock.advance(400);
    const { shell, end, close } = fakeShell();
    requests[0]?.resolve(shell);
    await turn();
    expect(phase()).toEqual({ kind: 'open', since: clock.now(), connectMs: 400 });
    expect(connections.find(id)).toMatchObject({ sessionId: 's-1', encrypted: true });
    connections.wake();
    expect(shell.probe).toHaveBeenCalledOnce();
    end({ kind: 'exited', exitCode: 3, reason: null });
    await turn();
    expect(phase()).toMatchObject({ kind: 'ended', ending: { kind: 'exited', reason: 'exit code 3' } });
    expect(close).toHaveBeenCalled();
    expect(clock.pending).toBe(0);
    connections.reopen(id, SIZE);
    expect(phase()?.kind).toBe('getting-credentials');
    expect(connections.find(id)?.sessionId).toBeNull();
    expect(view).toEqual(['opening', 'opened 400', 'ended exited', 'opening']);
  });

  it('cancels at once at any step, and closes a shell that arrives later', async () => {
    const { requests, view, connections, open, phase } = setUpConnections();
    const id = open();
    requests[0]?.onCredentials();
    const closing = connections.close(id);
    await turn();
    expect(phase()).toMatchObject({ kind: 'ended', ending: { kind: 'cancelled' } });
    expect(requests[0]?.signal.aborted).toBe(true);
    const { shell, close } = fakeShell();
    requests[0]?.resolve(shell);
    await closing;
    expect(close).toHaveBeenCalled();
    expect(view).toEqual(['opening', 'ended cancelled']);
    expect(connections.liveCount).toBe(0);
  });

  it('a run that was given up does not speak into the next one', async () => {
    const { requests, connections, open, phase } = setUpConnections();
    const id = open();
    void connections.close(id);
    await turn();
    connections.reopen(id, SIZE);
    requests[0]?.onPhase({ kind: 'open' });
    requests[0]?.onSessionId('s-old');
    expect(phase()?.kind).toBe('getting-credentials');
    expect(connections.find(id)?.sessionId).toBeNull();
  });

  it('closes an open shell and does not wait for a slow far side to say so', async () => {
    const { requests, connections, open, phase } = setUpConnections();
    const id = open();
    const { shell } = fakeShell();
    let release: () => void = () => undefined;
    const slow = { ...shell, close: () => new Promise<void>((resolve) => (release = resolve)) };
    requests[0]?.resolve(slow);
    await turn();
    let closed = false;
    const closing = connections.close(id).then(() => (closed = true));
    await turn();
    expect(phase()).toMatchObject({ kind: 'ended', ending: { kind: 'closed' } });
    expect(closed).toBe(false);
    release();
    await closing;
  });

  it('fails with the reason, and as internal for what nobody expected', async () => {
    const { requests, connections, open, phase } = setUpConnections();
    const id = open();
    requests[0]?.reject(new AppError('target/not-connected', 'Offline.'));
    await turn();
    expect(phase()).toMatchObject({ ending: { kind: 'failed', error: { code: 'target/not-connected' } } });
    connections.reopen(id, SIZE);
    requests[1]?.reject(new TypeError('bug'));
    await turn();
    expect(phase()).toMatchObject({ ending: { kind: 'failed', error: { code: 'internal' } } });
  });

  it('tells rates and round trip once a second, and only when they changed', async () => {
    const { clock, requests, updates, connections, open } = setUpConnections();
    const id = open();
    const { shell, stats } = fakeShell();
    requests[0]?.resolve(shell);
    await turn();
    await turn();
    const before = updates.length;
    clock.advance(3000);
    await turn();
    expect(updates.length).toBe(before);
    Object.assign(stats, { downBytes: 5000, upBytes: 10, roundTripMs: 12.4 });
    clock.advance(1000);
    await turn();
    expect(connections.find(id)).toMatchObject({
      downBytesPerSecond: 5000,
      upBytesPerSecond: 10,
      roundTripMs: 12,
    });
    expect(updates.length).toBe(before + 1);
    await connections.close(id);
    expect(connections.find(id)).toMatchObject({ downBytesPerSecond: 0, roundTripMs: 12 });
    expect(clock.pending).toBe(0);
  });
});

describe('connections', () => {
  it('gathers changes of a turn into one update with the next revision', async () => {
    const { updates, connections, open } = setUpConnections();
    const [first, second] = [open(), open()];
    connections.rename(first, 'renamed');
    await turn();
    expect(updates).toHaveLength(1);
    expect(updates[0]?.upserts.map((each) => each.title)).toEqual(['renamed', 'web-1']);
    const forgetting = connections.forget(second);
    await turn();
    expect(updates[1]).toMatchObject({ revision: 2, removes: [second] });
    expect(() => {
      connections.reopen(second, SIZE);
    }).toThrowError(/no longer there/);
    expect(connections.snapshot()).toMatchObject({ revision: 2, upserts: [{ id: first }] });
    void forgetting;
  });

  it('closes all, and those that hang are the caller’s deadline', async () => {
    const { requests, connections, open } = setUpConnections();
    open();
    open();
    expect(connections.liveCount).toBe(2);
    const closing = connections.closeAll();
    await turn();
    expect(connections.liveCount).toBe(0);
    for (const request of requests) request.reject(new AppError('cancelled', 'Cancelled.'));
    await closing;
  });
});
