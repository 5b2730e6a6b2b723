// A machine one types into, or one with a desktop.
import { Monitor, Terminal } from 'lucide-react';
import type { Target } from '../../shared/aws.ts';

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
