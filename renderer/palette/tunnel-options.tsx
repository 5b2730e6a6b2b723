// The tunnels in the palette: Enter switches one on or off.
import { ArrowRightFromLine } from 'lucide-react';
import type { TunnelView } from '../../shared/saved-tunnel.ts';
import { isOn } from '../stores/tunnels.ts';
import { switchTunnel } from '../tunnels/tunnel-actions.ts';
import { leadsTo, listensAt, tunnelWords } from '../tunnels/tunnel-words.ts';
import { StateSign } from '../ui/state-sign.tsx';
import type { PickerOption } from '../ui/option-picker.tsx';
import { rank } from './rank.ts';

/** `choice` gives the option its way out of the palette. */
export function tunnelOptions(
  tunnels: readonly TunnelView[],
  query: string,
  choice: (
    key: string,
    group: string,
    label: string,
    detail: string,
    icon: PickerOption['icon'],
    go: () => void,
  ) => PickerOption,
): readonly PickerOption[] {
  const text = (view: TunnelView) =>
    `${view.saved.name} tunnel ${leadsTo(view)} ${listensAt(view) ?? ''} ${view.saved.targetName ?? ''}`;
  return rank(tunnels, query, text).map((view) => {
    const words = tunnelWords(view, false, Date.now());
    return {
      ...choice(
        `tunnel:${view.saved.id}`,
        'Tunnels',
        `${isOn(view) ? 'Switch off' : 'Switch on'} ${view.saved.name}`,
        listensAt(view) ?? leadsTo(view),
        <ArrowRightFromLine size={15} aria-hidden />,
        () => {
          switchTunnel(view);
        },
      ),
      end: (
        <span className={`row-state tone-${words.tone}`}>
          <StateSign sign={words.sign} />
          {words.text}
        </span>
      ),
    };
  });
}
