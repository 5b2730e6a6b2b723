// One tab's terminal from first measure to last byte: xterm on one side, the connection's port on the other.
// Lives outside React, so that scrollback survives every redraw; the pane only gives it a place.
import '@xterm/xterm/css/xterm.css';
import type { ConnectionEnding, TerminalSize } from '../../shared/connection.ts';
import type { ConnectionId } from '../../shared/ids.ts';
import type { ShellOpening } from '../../shared/terminal-wire.ts';
import { call, toErrorData } from '../bridge/client.ts';
import { attachTerminal } from '../bridge/terminal-port.ts';
import type { TerminalPort } from '../bridge/terminal-port.ts';
import { keyHint } from '../commands/keys-of.ts';
import { openDialog } from '../stores/dialogs.ts';
import { reportError } from '../stores/notices.ts';
import { settingsStore } from '../stores/settings.ts';
import { findTab, tabEvent } from '../stores/tabs.ts';
import type { TabId } from '../tabs/tab-state.ts';
import { currentScheme, onSchemeChange } from '../ui/theme.ts';
import { InTurn } from './in-turn.ts';
import { connectedLine, endedLine, LEAVE_ALTERNATE, reopensLine, RESET_MODES } from './terminal-lines.ts';
import type { TerminalController } from './terminal-controller.ts';
import { listenToInput } from './terminal-input.ts';
import { PacedWriter, pageTime } from './paced-writer.ts';
import { isTerminalFontLoaded, loadTerminalFont } from './terminal-font.ts';
import { createXtermView } from './xterm-view.ts';

/** Enter meant for the shell that has just gone must not reconnect. */
const ENTER_GUARD_MS = 600;

const ESCAPE = '\u001b';
const CTRL_C = '\u0003';

function cancel(connectionId: ConnectionId): void {
  call('connections.close', { connectionId }).catch(reportError);
}

type Link =
  | { readonly kind: 'none' }
  | { readonly kind: 'live'; readonly connectionId: ConnectionId; readonly port: TerminalPort | null }
  | {
      readonly kind: 'ended';
      readonly connectionId: ConnectionId;
      readonly port: TerminalPort;
      readonly at: number;
    };

export function createTerminalController(tabId: TabId, onExited: () => void): TerminalController {
  const view = createXtermView(settingsStore.getState().terminal, currentScheme(), (url) => {
    openDialog({ kind: 'link', url });
  });
  const paced = new PacedWriter((bytes, done) => {
    view.terminal.write(bytes, done);
  }, pageTime);
  const element = document.createElement('div');
  element.className = 'terminal-host';
  const lifetime = new AbortController();
  const encoder = new TextEncoder();
  let link: Link = { kind: 'none' };
  const outgoing = new InTurn((bytes) => {
    if (link.kind === 'live') link.port?.send(bytes);
  });
  let started = false;
  let wasOpen = false;

  /** While main makes the connection, what is done waits for it. */
  const takesInput = (): boolean => link.kind === 'live' || findTab(tabId)?.link.kind === 'measuring';

  const size = (): TerminalSize => ({ cols: view.terminal.cols, rows: view.terminal.rows });

  const fit = (): void => {
    // Hidden, its size of 100 % would be read as 100 pixels, and the far side told of a tiny terminal.
    if (lifetime.signal.aborted || element.clientWidth === 0 || view.fit() === null) return;
    tabEvent({ kind: 'sized', id: tabId, size: size() });
  };

  const onOpened = ({ connectMs, way }: ShellOpening): void => {
    wasOpen = true;
    paced.flush();
    view.terminal.write(connectedLine(findTab(tabId)?.source.title ?? '', connectMs, way));
    if (document.activeElement === document.body) view.terminal.focus();
  };

  const onEnded = (ending: ConnectionEnding, reopens: boolean): void => {
    if (link.kind !== 'live' || link.port === null) return;
    if (!reopens) {
      link = { kind: 'ended', connectionId: link.connectionId, port: link.port, at: performance.now() };
      outgoing.clear();
    }
    if (!wasOpen) return;
    wasOpen = false;
    paced.flush();
    if (ending.kind === 'exited' && settingsStore.getState().terminal.onExit === 'close') {
      // After the last byte has been parsed, so that reopening finds nothing cut off.
      view.terminal.write('', onExited);
      return;
    }
    view.terminal.write('', () => {
      const buffer = view.terminal.buffer.active;
      const leave = buffer.type === 'alternate' ? LEAVE_ALTERNATE : '';
      view.terminal.write(`${leave}${RESET_MODES}`, () => {
        const fresh = view.terminal.buffer.active.cursorX === 0 ? '' : '\r\n';
        const line = reopens
          ? reopensLine(ending, Date.now())
          : endedLine(ending, Date.now(), keyHint('close-tab'));
        view.terminal.write(`${fresh}${line}`);
      });
    });
  };

  const events = {
    onBytes: (bytes: Uint8Array, done: () => void): void => {
      paced.write(bytes, done);
      tabEvent({ kind: 'wrote', id: tabId });
    },
    onOpened,
    onEnded,
  };

  /** What is typed meanwhile waits. */
  function open(): Promise<void> {
    const attached = attach();
    outgoing.take(attached.then(() => null));
    return attached;
  }

  async function attach(): Promise<void> {
    const tab = findTab(tabId);
    if (tab === null) return;
    tabEvent({ kind: 'linked', id: tabId, link: { kind: 'measuring' } });
    try {
      const { access, targetId, savedConnectionId, how } = tab.source;
      const input = { access, targetId, title: tab.title, savedConnectionId, how, size: size() };
      const { connectionId } = await call('connections.open', input);
      if (lifetime.signal.aborted) {
        // The tab went while main was answering: nobody else knows this connection.
        await call('connections.forget', { connectionId });
        return;
      }
      link = { kind: 'live', connectionId, port: null };
      tabEvent({ kind: 'linked', id: tabId, link: { kind: 'linked', connectionId } });
      const port = await attachTerminal(connectionId, events, lifetime.signal);
      link = { kind: 'live', connectionId, port };
      port.resize(size());
    } catch (thrown) {
      outgoing.clear();
      if (lifetime.signal.aborted) return;
      tabEvent({ kind: 'linked', id: tabId, link: { kind: 'refused', error: toErrorData(thrown) } });
    }
  }

  async function connect(): Promise<void> {
    if (link.kind === 'live') return;
    if (link.kind === 'none') {
      await open();
      return;
    }
    const { connectionId, port } = link;
    link = { kind: 'live', connectionId, port };
    try {
      await call('connections.reopen', { connectionId, size: size() });
    } catch (thrown) {
      link = { kind: 'ended', connectionId, port, at: performance.now() };
      reportError(thrown);
    }
  }

  const controller: TerminalController = {
    element,
    view,
    shown: () => {
      if (started) {
        fit();
        return;
      }
      started = true;
      void startDrawing();
    },
    focus: () => {
      view.terminal.focus();
    },
    type: (text) => {
      if (takesInput()) {
        // Before there is a shell these two mean "stop"; anything else is typed ahead, and main keeps it.
        if (wasOpen || (text !== ESCAPE && text !== CTRL_C)) outgoing.send(encoder.encode(text));
        else if (link.kind === 'live') cancel(link.connectionId);
        return;
      }
      if (text !== '\r') return;
      const mayConnect =
        link.kind === 'ended'
          ? performance.now() - link.at > ENTER_GUARD_MS
          : findTab(tabId)?.link.kind === 'refused';
      if (mayConnect) void connect();
    },
    sendBytes: (bytes) => {
      if (takesInput()) outgoing.send(bytes);
    },
    inTurn: (bytes) => {
      if (takesInput()) outgoing.take(bytes);
    },
    connect,
    dispose: () => {
      lifetime.abort();
      paced.dispose();
      if (link.kind !== 'none') {
        link.port?.close();
        call('connections.forget', { connectionId: link.connectionId }).catch(reportError);
      }
      view.dispose();
      element.remove();
    },
  };

  async function startDrawing(): Promise<void> {
    // Cells measured before the font is there would be wrong, and the size is sent first of all. Once it is there, the
    // terminal has the keys within the keystroke that opened it.
    if (!isTerminalFontLoaded()) await loadTerminalFont();
    if (lifetime.signal.aborted) return;
    view.open(element);
    fit();
    listenToInput(controller, lifetime.signal);
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    view.terminal.onResize((next) => {
      if (link.kind !== 'none') link.port?.resize({ cols: next.cols, rows: next.rows });
      tabEvent({ kind: 'sized', id: tabId, size: size() });
    });
    const reapply = (): void => {
      view.apply(settingsStore.getState().terminal, currentScheme());
      fit();
    };
    const stops = [settingsStore.subscribe(reapply), onSchemeChange(reapply)];
    lifetime.signal.addEventListener('abort', () => {
      observer.disconnect();
      for (const stop of stops) stop();
    });
    view.terminal.focus();
    await open();
  }

  return controller;
}
