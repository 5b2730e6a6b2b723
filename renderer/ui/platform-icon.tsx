// A machine one types into, or one with a desktop.
import type { Target } from '../../shared/aws.ts';
import { LineIcon } from './line-icon.tsx';

/** Lucide's `terminal` and `monitor`. */
const PATHS = {
  shell: 'M12 19h8M4 17l6-6-6-6',
  desktop: 'M4 3h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2ZM8 21h8M12 17v4',
};

/** What opens: a shell, or a desktop. */
export function KindIcon({ kind, size }: { readonly kind: 'shell' | 'desktop'; readonly size: number }) {
  return <LineIcon path={PATHS[kind]} size={size} strokeWidth={1.8} />;
}

export function PlatformIcon({
  platform,
  size,
}: {
  readonly platform: Target['platform'];
  readonly size: number;
}) {
  return <KindIcon kind={platform === 'windows' ? 'desktop' : 'shell'} size={size} />;
}
