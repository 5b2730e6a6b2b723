// A machine one types into, or one with a desktop.
import { Monitor, Terminal } from 'lucide-react';
import type { Target } from '../../shared/aws.ts';

/** What opens: a shell, or a desktop. */
export function KindIcon({ kind, size }: { readonly kind: 'shell' | 'desktop'; readonly size: number }) {
  const Icon = kind === 'desktop' ? Monitor : Terminal;
  return <Icon size={size} strokeWidth={1.8} aria-hidden />;
}

export function PlatformIcon({
  platform,
  size,
}: {
  readonly platform: Target['platform'];
  readonly size: number;
}) {
  const Icon = platform === 'windows' ? Monitor : Terminal;
  return <Icon size={size} strokeWidth={1.8} aria-hidden />;
}
