// The help texts of `sallyport`.
import { CP_HELP, PROXY_HELP, SSH_HELP } from './help-ssh.ts';
import type { HelpTopic } from './usage-error.ts';

const EXIT_CODES = `Exit codes
  0    done; of a shell: it ended by itself. Of a command, or a shell over SSH: its own exit code
  1    something unforeseen; cp: something was left out
  2    the command line, the region or a document parameter is wrong
  3    the target was not found, or several fit
  4    credentials are missing, expired or refused, access or the sign-in is denied, a host key is not right
  5    the target is not running, no route leads to it, or AWS cannot be reached
  6    the session or connection was lost
  130  interrupted (Ctrl-C); 143 terminated; 141 whoever read our output has gone`;

const AWS_OPTIONS = `  -p, --profile NAME   AWS profile (else AWS_PROFILE, else the default credential chain)
  -r, --region REGION  AWS region (else AWS_REGION, AWS_DEFAULT_REGION, the profile's own)
  -q, --quiet          say nothing on stderr but errors`;

const ENVIRONMENT = `Environment
  AWS_PROFILE, AWS_REGION, AWS_CONFIG_FILE, AWS_ACCESS_KEY_ID and the other variables of AWS's tools
  AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_SSM, …  another address for AWS, e.g. a stand-in on this machine
  HTTPS_PROXY, NO_PROXY, AWS_CA_BUNDLE       the way out of this network
  SALLYPORT_USER_DATA                        another data folder than the usual one, for the app as well
  SALLYPORT_DEBUG=1                          a log on stderr, without secrets`;

function filled(text: string): string {
  return text
    .replace('__AWS_WITHOUT_R__', AWS_OPTIONS.replace('-r, --region REGION ', '    --region REGION '))
    .replace('__AWS__', AWS_OPTIONS)
    .replace('__CODES__', EXIT_CODES);
}

const TEXTS: Readonly<Record<HelpTopic, string>> = {
  main: `Reach EC2 instances and managed nodes, without the AWS CLI or a plugin.

Usage
  sallyport login [options]            sign in at IAM Identity Center
  sallyport targets [options]          list what can be reached
  sallyport shell TARGET [options]     a shell, or one command, on a target
  sallyport ssh TARGET [COMMAND …]     the same over SSH, by the best route
  sallyport cp SOURCE … DESTINATION    files to a target or from it: web-1:notes.txt
  sallyport proxy HOST PORT            a target's SSH on stdin and stdout, for ssh's ProxyCommand
  sallyport tunnel TARGET REMOTE …     a local port that leads to a remote one, or the other way round
  sallyport rdp TARGET [options]       the desktop of a Windows target, in an RDP client
  sallyport help COMMAND               more about a command
  sallyport --version

${ENVIRONMENT}

${EXIT_CODES}
`,
  ssh: filled(SSH_HELP),
  cp: filled(CP_HELP),
  proxy: filled(PROXY_HELP),
  login: `Signs in at IAM Identity Center for one AWS profile: prints a page to open and a code to compare, and waits.
The browser may be on another computer. Sallyport and AWS's own tools use the sign-in from then on.

Usage
  sallyport login [options]

Options
${AWS_OPTIONS}

${EXIT_CODES}
`,
  targets: `Lists EC2 instances and managed nodes of one AWS profile and region.

Usage
  sallyport targets [options]

Options
${AWS_OPTIONS}
  -s, --search TEXT    only targets whose id, name, address or tags contain TEXT (every word of it)
      --json           a JSON array instead of a table

With --json each element is an object: id, kind (instance, managed-node), name, state, platform,
operatingSystem, privateAddress, publicAddress, ipv6Address, instanceType, architecture, zone, vpcId,
subnetId, imageId, keyName, roleName, launchedAt (epoch milliseconds), tags, and ssm with its status
(online, offline, unmanaged, unknown), agentVersion and lastPingAt. What is not known is null.

${EXIT_CODES}
`,
  rdp: `Opens the desktop of a Windows target in an RDP client, with nothing typed, and stays until it is closed.

Usage
  sallyport rdp TARGET --key FILE [options]

The password comes from AWS (GetPasswordData) and is decrypted here with the private key of the key pair that the
instance was launched with. It goes to the client by a pipe: never on a command line, never into a file that stays.

Options
${AWS_OPTIONS}
  -k, --key FILE            private key: PKCS#1, PKCS#8 or OpenSSH (else SALLYPORT_KEY_FILE)
  -u, --user NAME           user to sign in as (else .\\Administrator); CORP\\anna is one, too
      --password-stdin      take the password from the first line of stdin instead of from AWS
      --client NAME         freerdp3, freerdp2, remmina, mstsc, windows-app (else the best one found)
  -c, --command 'TEXT'      a client of your own; {host} {port} {user} {name} are filled in, a password never is
      --size WxH, -f, --full-screen, --all-monitors, --scale 100|125|150|200
      --no-clipboard, --drives, --sound here|there|off, --admin, --nla auto|required|off
      --accept-new-certificate   the desktop may show another certificate than before, this once

${EXIT_CODES}
`,
  tunnel: `Opens a local port that leads to a port of a target, or of a host behind it, until Ctrl-C. Or the other way
round: a port of the target that leads to this computer.

Usage
  sallyport tunnel TARGET REMOTE[:HOST] [options]
  sallyport tunnel TARGET --reverse [ADDRESS:]PORT:HOST:HOSTPORT [options]

TARGET is an id, a name, or an address. REMOTE is a port of the target; with HOST, a port of that host as the
target sees it:  sallyport tunnel web-1 5432:db.internal --local 5432

Options
${AWS_OPTIONS}
  -l, --local PORT     local port (else any free one)
      --address IP     local address, 127.x.y.z (else one of the target's own; 127.0.0.1 on macOS)
  -R, --reverse [ADDRESS:]PORT:HOST:HOSTPORT   over SSH: the target listens on PORT (0: one that is free there) for
                       itself, or at ADDRESS if its sshd lets it, and leads to HOST as this computer sees it:
                       sallyport tunnel web-1 --reverse 8080:localhost:3000
      --json           what happens as JSON lines on stdout instead of sentences on stderr

It leads by Session Manager where the agent is online, else by SSH with forwarding over an endpoint or an address.
The port stays open through everything: lost sockets, sleep, expired credentials, a reboot of the target.
Connections wait meanwhile. On Linux only programs of the same user may connect; elsewhere this is not checked.
With --json the first line is {"event":"listening","host":…,"port":…} (with "on":"target" for --reverse), then one {"event":"state",…} for
every change: state (starting, open, reconnecting, waiting-for-credentials, failed), connections, bytes,
route, sessions, round-trip time, last error.

${EXIT_CODES}
`,
  shell: `Opens a shell on a target, or runs one command there.

Usage
  sallyport shell TARGET [options]

TARGET is an id (i-…, mi-…, ecs:cluster_task_runtime), a name, or an address. An id is used as it is,
so that permission to start a session is all it takes.

Options
${AWS_OPTIONS}
      --document NAME      session document (else the account's preferences)
      --parameter K=V      parameter of the document; repeat for more
      --reason TEXT        goes into AWS's session history
  -c, --command 'TEXT'     run TEXT without a terminal: its output on stdout, its errors on stderr, its exit
                           code as ours. There is no shell around it: for pipes, say  sh -c '…'

On a terminal, type  ~.  after Enter to leave,  ~?  for this list. With stdin from a file or a pipe, its lines
are typed into the shell, and the end of the file ends the shell.

${EXIT_CODES}
`,
};

export function helpText(topic: HelpTopic): string {
  return TEXTS[topic];
}
