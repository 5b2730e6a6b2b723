// A small desktop environment on a test's display: session bus, window manager, and a real panel with a clock and a
// tray. For pictures of the tray as people see it.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { TestDisplay } from '../electron/connection/fixtures/test-display.ts';

export interface Panel {
  readonly busAddress: string;
  close(): Promise<void>;
}

export const PANEL_HEIGHT = 32;
/** The panel has read its settings and offers its tray: the app looks for one once. */
const SETTLE_MS = 4_000;

const PANEL_SETTINGS = `<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="${PANEL_HEIGHT}"/>
      <property name="plugin-ids" type="array">
        <value type="int" value="1"/><value type="int" value="2"/><value type="int" value="3"/>
        <value type="int" value="4"/>
      </property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="tasklist"/>
    <property name="plugin-2" type="string" value="separator">
      <property name="expand" type="bool" value="true"/>
      <property name="style" type="uint" value="0"/>
    </property>
    <property name="plugin-3" type="string" value="systray"/>
    <property name="plugin-4" type="string" value="clock"/>
  </property>
</channel>
`;

/** Where windows with these titles stand. */
export type Places = Readonly<Record<string, { readonly x: number; readonly y: number }>>;

export async function startPanel(display: TestDisplay, places: Places): Promise<Panel> {
  const config = path.join(display.home, 'config');
  const channel = path.join(config, 'xfce4', 'xfconf', 'xfce-perchannel-xml');
  await mkdir(channel, { recursive: true });
  await writeFile(path.join(channel, 'xfce4-panel.xml'), PANEL_SETTINGS);
  const rc = path.join(config, 'openbox.xml');
  await writeFile(rc, openboxSettings(places));
  const cache = { XDG_CACHE_HOME: path.join(display.home, 'cache'), NO_AT_BRIDGE: '1' };
  // What the bus starts (the panel's settings) must look at the same home.
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address'], {
    env: { ...display.env, ...cache },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(bus.stdout, 'data')) as [Buffer];
  const busAddress = line.toString('utf8').trim();
  const env = { ...display.env, ...cache, DBUS_SESSION_BUS_ADDRESS: busAddress };
  const openbox = spawn('openbox', ['--config-file', rc], { env, stdio: 'ignore' });
  const panel = spawn('xfce4-panel', ['--disable-wm-check'], { env, stdio: 'ignore' });
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  return {
    busAddress,
    async close() {
      for (const child of [panel, openbox, bus]) await end(child);
    },
  };
}

function openboxSettings(places: Places): string {
  const applications = Object.entries(places).map(
    ([title, { x, y }]) =>
      `<application title="${title}"><position force="yes"><x>${x}</x><y>${y}</y></position></application>`,
  );
  return `<?xml version="1.0"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <theme><name>Clearlooks</name></theme>
  <desktops><number>1</number></desktops>
  <applications>${applications.join('')}</applications>
</openbox_config>
`;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const kill = setTimeout(() => child.kill('SIGKILL'), 2_000);
  await gone;
  clearTimeout(kill);
}
