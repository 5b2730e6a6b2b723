// What a connection tells of its way, and the one end after which it begins anew by itself.
import { expect, it } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { fakeShell, setUpConnections, SIZE, turn } from './fixtures/fake-shells.ts';

it('is opened anew by itself when its route has cut it after its time, and by nothing else', async () => {
  const { requests, view, open, phase } = setUpConnections();
  open();
  const { shell, end } = fakeShell();
  requests[0]?.resolve(shell);
  await turn();
  end({ kind: 'failed', error: new AppError('eice/time-limit', 'The hour is over.') });
  await turn();
  expect(view).toEqual(['opening', 'opened 0', 'ended failed, reopens', 'opening']);
  const second = fakeShell();
  requests[1]?.resolve(second.shell);
  await turn();
  expect(phase()?.kind).toBe('open');
  second.end({ kind: 'failed', error: new AppError('ssh/lost', 'It was lost.') });
  await turn();
  expect(phase()?.kind).toBe('ended');
  expect(view.at(-1)).toBe('ended failed');
  expect(requests).toHaveLength(2);
});

it('tells which way it is opened, and forgets that with the next opening', async () => {
  const { requests, connections, open } = setUpConnections();
  const id = open();
  requests[0]?.onWay({ route: 'eice', shell: 'ssh', user: 'ubuntu' });
  requests[0]?.onWay({ routeNote: 'via EICE' });
  expect(connections.find(id)).toMatchObject({ route: 'eice', user: 'ubuntu', routeNote: 'via EICE' });
  void connections.close(id);
  await turn();
  requests[0]?.onWay({ user: 'late' });
  connections.reopen(id, SIZE);
  expect(connections.find(id)).toMatchObject({ route: null, user: null, routeNote: null });
});
