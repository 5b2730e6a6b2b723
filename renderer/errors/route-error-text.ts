// The words of what goes wrong on the routes besides Session Manager: endpoints, keys pushed by AWS, plain TCP, jump
// hosts, the serial console.
import type { AppErrorCode } from '../../shared/app-error.ts';
import { errorWords } from './error-words.ts';
import type { ErrorWords } from './error-words.ts';

type Code = Extract<
  AppErrorCode,
  `eice/${string}` | `eic/${string}` | `direct/${string}` | `jump/${string}` | `serial/${string}`
>;

export const ROUTE_ERROR_TEXTS: Readonly<Record<Code, ErrorWords>> = {
  'eice/no-endpoint': errorWords(
    'There is no endpoint in this network',
    'An EC2 Instance Connect Endpoint leads into one VPC, and the VPC of this instance has none.',
    'Create one in the VPC (it costs nothing), or use another route.',
    'retry',
  ),
  'eice/endpoint-not-ready': errorWords(
    'The endpoint is not ready',
    'The VPC has an EC2 Instance Connect Endpoint, but AWS says that it cannot be used at the moment.',
    'A new endpoint needs about five minutes. If it has failed, delete it and create it again.',
    'retry',
  ),
  'eice/address-family': errorWords(
    'The endpoint speaks another address family',
    'The instance has no address of the kind (IPv4 or IPv6) that the endpoint connects to.',
    'Use a dual-stack endpoint, or give the instance an address of the other kind.',
    'retry',
  ),
  'eice/port-not-allowed': errorWords(
    'Endpoints lead to ports 22 and 3389 only',
    'AWS does not let an EC2 Instance Connect Endpoint carry anything but SSH and RDP.',
    'For other ports use a tunnel: Sallyport forwards it over SSH.',
    'dismiss',
  ),
  'eice/limit': errorWords(
    'The endpoint is full',
    'An EC2 Instance Connect Endpoint carries 20 connections at once, of everybody together.',
    'Close some tabs or tunnels that use it, or wait, then try again.',
    'retry',
  ),
  'eice/refused': errorWords(
    'The endpoint refused the connection',
    'AWS answered, but not with a tunnel.',
    'Read its words above. Then try again.',
    'retry',
  ),
  'eice/unreachable': errorWords(
    'The endpoint cannot be reached',
    'The connection to the endpoint on port 443 did not come up.',
    'Check that the network or proxy lets WebSockets through to ec2-instance-connect-endpoint, then try again.',
    'retry',
  ),
  'eice/target-unreachable': errorWords(
    'The endpoint cannot reach the instance',
    'The endpoint took the connection, but its own connection to the instance failed. AWS does not say why.',
    'Check that the security group of the instance lets the endpoint in, that the endpoint’s own lets it out, and that SSH runs there. A booting instance needs a minute.',
    'retry',
  ),
  'eice/time-limit': errorWords(
    'The endpoint ended the connection after its time',
    'AWS cuts every connection through an endpoint after an hour at the latest.',
    'Reconnect. For work that takes longer use tmux or screen, or another route.',
    'retry',
  ),
  'eice/lost': errorWords(
    'The connection through the endpoint was lost',
    'The network between this computer and the endpoint, or the endpoint itself, went away.',
    'Reconnect: a new connection is signed and opened.',
    'retry',
  ),
  'eic/push-refused': errorWords(
    'AWS did not take the one-time key',
    'EC2 Instance Connect refused to hand the key to the instance.',
    'Read its words above. A key of your own or the Session Manager shell may still work.',
    'retry',
  ),
  'eic/unavailable': errorWords(
    'EC2 Instance Connect is not available now',
    'AWS could not hand the one-time key to the instance.',
    'Try again in a moment.',
    'retry',
  ),
  'direct/no-address': errorWords(
    'There is no address to connect to',
    'The instance has no address that this computer could use.',
    'Choose another route.',
    'show-instances',
  ),
  'direct/unreachable': errorWords(
    'The instance does not answer',
    'A plain connection to its address did not come up: no way there from this network, a security group, or nothing that listens.',
    'Check the VPN and the security group, or choose another route.',
    'retry',
  ),
  'jump/missing': errorWords(
    'The jump host is not saved any more',
    'This connection goes through a saved connection that was deleted.',
    'Choose another route, or save the jump host again and choose it here.',
    'show-saved',
  ),
  'jump/loop': errorWords(
    'The jump hosts lead in a circle',
    'The saved connections that this one goes through lead back to one that was passed before.',
    'Change the route of one of them.',
    'show-saved',
  ),
  'serial/disabled': errorWords(
    'The serial console is switched off',
    'This account does not allow the EC2 serial console in this region.',
    'An administrator can switch it on (ec2:EnableSerialConsoleAccess).',
    'retry',
  ),
  'serial/not-supported': errorWords(
    'This instance has no serial console',
    'Only instances built on the Nitro System have one, and some need a restart first.',
    'Use another way in.',
    'dismiss',
  ),
  'serial/in-use': errorWords(
    'The serial console is in use',
    'An instance has one serial console session at a time, and it stays taken for half a minute after its end.',
    'Wait 30 seconds, then try again.',
    'retry',
  ),
  'serial/unavailable': errorWords(
    'The serial console is not available now',
    'AWS could not open a serial console session.',
    'Try again in a moment.',
    'retry',
  ),
};
