// One tunnel in the table: switch, name, addresses, state in words, the last minute; more of it when opened.
import { useState } from 'react';
import { Copy, Ellipsis, SquareArrowOutUpRight } from 'lucide-react';
import type { ListCommandId } from '../../shared/command-keys.ts';
import type { TunnelView } from '../../shared/saved-tunnel.ts';
import { startSignIn } from '../access/sign-in.ts';
import { listCommandOf, useListKeys } from '../commands/list-keys.ts';
import { ERROR_TEXTS } from '../errors/error-text.ts';
import { isOn } from '../stores/tunnels.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { StateSign } from '../ui/state-sign.tsx';
import { SparkLine } from './spark-line.tsx';
import {
  copyAddress,
  editTunnel,
  removeTunnel,
  retryTunnel,
  rowId,
  startTunnel,
  switchTunnel,
} from './tunnel-actions.ts';
import { TunnelDetails } from './tunnel-details.tsx';
import { openClientMenu, openTunnelMenu } from './tunnel-menu.ts';
import { leadsTo, listensAt, throughWords, tunnelWords } from './tunnel-words.ts';

/** Enter shows its details, as on any button that unfolds. */
const KEYS: readonly ListCommandId[] = [
  'settings-of-selected',
  'menu-of-selected',
  'rename-selected',
  'delete-selected',
];

interface RowProps {
  readonly view: TunnelView;
  readonly paused: boolean;
  readonly now: number;
}

export function TunnelRow({ view, paused, now }: RowProps) {
  const { saved, live } = view;
  const [details, setDetails] = useState<'shown' | 'hidden'>('hidden');
  const words = tunnelWords(view, paused, now);
  const listKeys = useListKeys(KEYS);
  const address = listensAt(view);
  const isReverse = saved.direction.kind === 'to-here';
  const below = (run: (view: TunnelView, x: number, y: number) => void) => (event: React.MouseEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    run(view, box.left, box.bottom + 2);
  };
  return (
    <>
      <tr
        className="tunnel-row"
        onContextMenu={(event) => {
          event.preventDefault();
          openTunnelMenu(view, event.clientX, event.clientY);
        }}
      >
        <td>
          <button
            type="button"
            role="switch"
            className="switch"
            aria-checked={isOn(view)}
            aria-label={`${saved.name}, on`}
            onClick={() => {
              switchTunnel(view);
            }}
          >
            <i />
          </button>
        </td>
        <td className="tunnel-name">
          <button
            type="button"
            id={rowId(saved.id)}
            className="tunnel-open ring-inside"
            aria-expanded={details === 'shown'}
            {...listKeys}
            onClick={() => {
              setDetails(details === 'shown' ? 'hidden' : 'shown');
            }}
            onKeyDown={(event) => {
              onRowKey(event, view);
            }}
          >
            <span>{saved.name}</span>
            <small>{throughWords(view)}</small>
          </button>
        </td>
        <td className="mono tunnel-local">
          {address === null ? (
            <span className="dim">any free port</span>
          ) : (
            <span className="selectable">{address}</span>
          )}
          {isReverse && <small>on the instance</small>}
        </td>
        <td className="mono tunnel-remote">
          <span className="selectable">{leadsTo(view)}</span>
        </td>
        <td className="tunnel-state">
          <span className={`tunnel-state-words tone-${words.tone}`}>
            <StateSign sign={words.sign} size={12} />
            {words.text}
          </span>
          <small title={words.detail}>{words.detail}</small>
          <StateButtons view={view} />
        </td>
        <td className="tunnel-rate">
          <SparkLine rates={live.rates} />
        </td>
        <td className="tunnel-buttons">
          <IconButton
            label={`Copy the address of ${saved.name}`}
            disabled={address === null}
            onClick={() => {
              copyAddress(view);
            }}
          >
            <Copy size={14} strokeWidth={1.8} aria-hidden />
          </IconButton>
          <IconButton
            label={`Open ${saved.name} with`}
            aria-haspopup="menu"
            disabled={saved.direction.kind !== 'to-target'}
            onClick={below(openClientMenu)}
          >
            <SquareArrowOutUpRight size={14} strokeWidth={1.8} aria-hidden />
          </IconButton>
          <IconButton label={`More about ${saved.name}`} aria-haspopup="menu" onClick={below(openTunnelMenu)}>
            <Ellipsis size={15} strokeWidth={1.8} aria-hidden />
          </IconButton>
        </td>
      </tr>
      {details === 'shown' && (
        <tr className="tunnel-more">
          <td />
          <td colSpan={6}>
            <TunnelDetails view={view} />
          </td>
        </tr>
      )}
    </>
  );
}

/** What can be done about it, where the state asks for it. */
function StateButtons({ view: { saved, live } }: { readonly view: TunnelView }) {
  const { state } = live;
  const retry = (
    <Button
      onClick={() => {
        retryTunnel(saved.id);
      }}
    >
      {state.kind === 'waiting-for-port' ? 'Try now' : 'Try again'}
    </Button>
  );
  const isStuck =
    state.kind === 'waiting-for-credentials' || state.kind === 'waiting-for-port' || state.kind === 'failed';
  if (!isStuck) return null;
  const next = state.kind === 'waiting-for-port' ? state.nextFreePort : null;
  const maySignIn =
    state.kind === 'waiting-for-credentials' && ERROR_TEXTS[state.error.code].action === 'sign-in';
  return (
    <div className="tunnel-state-buttons">
      {next !== null && (
        <Button
          tone="primary"
          onClick={() => {
            startTunnel(saved.id, next);
          }}
        >
          Use port {next}
        </Button>
      )}
      {maySignIn && (
        <Button
          tone="primary"
          onClick={() => {
            startSignIn(saved.access.profileId, () => {
              retryTunnel(saved.id);
            });
          }}
        >
          Sign in
        </Button>
      )}
      {retry}
    </div>
  );
}

function onRowKey(event: React.KeyboardEvent<HTMLElement>, view: TunnelView): void {
  const box = event.currentTarget.getBoundingClientRect();
  const command = listCommandOf(event);
  if (command === 'rename-selected' || command === 'settings-of-selected') editTunnel(view);
  else if (command === 'delete-selected') removeTunnel(view);
  else if (command === 'menu-of-selected') openTunnelMenu(view, box.left + 24, box.bottom);
  else if (event.key === 'ArrowDown') focusRow(event.currentTarget, 1);
  else if (event.key === 'ArrowUp') focusRow(event.currentTarget, -1);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function focusRow(from: HTMLElement, step: 1 | -1): void {
  const all = [...(from.closest('table')?.querySelectorAll<HTMLElement>('.tunnel-open') ?? [])];
  all[all.indexOf(from) + step]?.focus();
}
