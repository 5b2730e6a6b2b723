// The text of an .rdp file, as mstsc and Windows App read it: UTF-16LE with a byte order mark, CRLF, one
// `name:type:value` a line. It never holds a password. Pure.
import type { RdpOptions } from '../../shared/rdp.ts';
import { titleOf } from './rdp-client.ts';

export interface RdpFileRequest {
  readonly host: string;
  readonly port: number;
  /** As rdpUserNameSchema; null: the client asks. */
  readonly userName: string | null;
  readonly options: RdpOptions;
  /** Retina screens of Macs look blurred without it; mstsc does not know it and says nothing. */
  readonly forMac?: boolean;
}

export function formatRdpFile(request: RdpFileRequest): Buffer {
  const lines = Object.entries(rdpSettings(request)).map(([name, value]) =>
    typeof value === 'number' ? `${name}:i:${value}` : `${name}:s:${oneLine(value)}`,
  );
  return Buffer.from(`\ufeff${lines.join('\r\n')}\r\n`, 'utf16le');
}

/** The window of mstsc is called like the file; the name has nothing in it that a file name must not have. */
export function rdpFileName(instanceName: string): string {
  const name = titleOf(instanceName)
    .replace(/[<>:"/\\|?*]/g, '-')
    .replace(/[. ]+$/, '');
  // Names that Windows keeps for devices, whatever follows the dot.
  const isDevice = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name);
  return `${isDevice || name === '' ? `desktop ${name}`.trim() : name}.rdp`;
}

function rdpSettings(request: RdpFileRequest): Record<string, number | string> {
  const { host, port, userName, options, forMac } = request;
  return {
    'full address': `${host}:${port}`,
    ...(userName === null ? {} : { username: userName }),
    'prompt for credentials': 0,
    // Ask when the certificate is not the known one.
    'authentication level': 2,
    enablecredsspsupport: options.networkLevelAuthentication === 'off' ? 0 : 1,
    ...displaySettings(options),
    ...(options.scale === null ? {} : { desktopscalefactor: options.scale }),
    ...(forMac === true ? { ForceHiDpiOptimizations: 1 } : {}),
    redirectclipboard: options.clipboard ? 1 : 0,
    drivestoredirect: options.drives ? '*' : '',
    redirectprinters: 0,
    redirectcomports: 0,
    redirectsmartcards: 0,
    audiomode: { here: 0, there: 1, off: 2 }[options.sound],
    ...(options.adminSession ? { 'administrative session': 1 } : {}),
    // Windows keys go to the desktop in full screen only.
    keyboardhook: 2,
    'autoreconnection enabled': 1,
    // The way there is the tunnel; no gateway of a company is to be asked.
    gatewayusagemethod: 0,
    networkautodetect: 1,
    bandwidthautodetect: 1,
  };
}

function displaySettings({ display }: RdpOptions): Record<string, number> {
  switch (display.kind) {
    case 'fit':
      return { 'screen mode id': 1, 'dynamic resolution': 1, 'smart sizing': 0, 'use multimon': 0 };
    case 'window':
      return {
        'screen mode id': 1,
        desktopwidth: display.width,
        desktopheight: display.height,
        'smart sizing': 1,
        'use multimon': 0,
      };
    case 'full-screen':
      return { 'screen mode id': 2, 'dynamic resolution': 1, 'use multimon': 0 };
    case 'all-monitors':
      return { 'screen mode id': 2, 'dynamic resolution': 1, 'use multimon': 1 };
  }
}

/** A line break would be a setting of its own. */
function oneLine(value: string): string {
  return value.replace(/[\p{Cc}\u2028\u2029]/gu, ' ');
}
