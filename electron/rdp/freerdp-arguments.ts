// FreeRDP's arguments, which versions 2 and 3 have in common; the password is not among them. Pure.
import type { RdpOptions } from '../../shared/rdp.ts';
import { readableFingerprint } from './rdp-certificate.ts';
import { type RdpClientRequest, splitUserName, titleOf } from './rdp-client.ts';

/** /scale takes three values; the desktop's own scale takes any. */
const DEVICE_SCALES = { 100: 100, 125: 100, 150: 140, 200: 180 } as const;

export function freeRdpArguments(request: RdpClientRequest): string[] {
  const { host, port, credentials, instanceName, options, certificate } = request;
  const { domain, user } = splitUserName(credentials.userName);
  return [
    `/v:${host}:${port}`,
    `/u:${user}`,
    // Without it FreeRDP asks for a domain.
    `/d:${domain}`,
    `/t:${titleOf(instanceName)}`,
    certificate === null
      ? '/cert:tofu'
      : `/cert:fingerprint:sha256:${readableFingerprint(certificate.sha256)}`,
    ...displayArguments(options),
    options.clipboard ? '+clipboard' : '-clipboard',
    ...(options.drives ? ['+drives'] : []),
    ...{ here: ['/sound'], there: ['/audio-mode:1'], off: ['/audio-mode:2'] }[options.sound],
    ...(options.adminSession ? ['/admin'] : []),
    ...{ auto: [], required: ['/sec:nla'], off: ['/sec:tls'] }[options.networkLevelAuthentication],
    // The tunnel comes back by itself, so the desktop should.
    '+auto-reconnect',
    '/auto-reconnect-max-retries:20',
    '/network:auto',
  ];
}

function displayArguments({ display, scale }: RdpOptions): string[] {
  const scaled = scale === null ? [] : [`/scale-desktop:${scale}`, `/scale:${DEVICE_SCALES[scale]}`];
  switch (display.kind) {
    case 'fit':
      return ['/dynamic-resolution', ...scaled];
    case 'window':
      return [`/size:${display.width}x${display.height}`, ...scaled];
    case 'full-screen':
      return ['/f', ...scaled];
    case 'all-monitors':
      return ['/multimon', ...scaled];
  }
}
