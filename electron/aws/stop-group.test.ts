// What Windows would be given; the other systems are tested with real programs (aws.test.ts).
import { expect, it, vi } from 'vitest';
import { stopGroup } from './stop-group.ts';

it('takes the system’s own taskkill, whatever lies in the current folder, and else ends the program alone', () => {
  const start = vi.fn();
  const kill = vi.fn();
  stopGroup({ pid: 812, kill }, { platform: 'win32', env: { SystemRoot: 'D:\\Windows' }, start });
  expect(start).toHaveBeenCalledWith(
    'D:\\Windows\\System32\\taskkill.exe',
    ['/pid', '812', '/T', '/F'],
    expect.any(Function),
  );
  expect(kill).not.toHaveBeenCalled();
  (start.mock.calls[0]?.[2] as () => void)();
  expect(kill).toHaveBeenCalledOnce();
});
