// The help texts of `sallyport ssh`, `cp` and `proxy`.

const PATH_OPTIONS = `  -l, --user NAME          user of the target (else the one that worked before, else the image's own)
      --route WAY          auto, ssm, eice, eice:ENDPOINT, direct, direct:ADDRESS
      --port PORT          where its SSH listens (22)
      --app, --no-app      only through the running app, or never
      --data-folder DIR    where the app keeps its files, when that is not the usual place`;

const THROUGH_THE_APP = `When Sallyport is open it goes through the app: with its AWS access, and its questions in the window. It goes by itself
when the app is closed, with --no-app, and when the environment names credentials, config files or an endpoint of its own
(AWS_ACCESS_KEY_ID, AWS_CONFIG_FILE, AWS_ENDPOINT_URL, …).`;

export const SSH_HELP = `Opens a shell on a target over SSH, or runs one command there, by the best route there is.

Usage
  sallyport ssh [options] [USER@]TARGET [COMMAND …]

TARGET is the name of a saved connection, an id (i-…, mi-…), a name, or an address. Nothing has to be prepared there: a
key that lives in memory only is handed to the target with EC2 Instance Connect. What was chosen, and why not
another way, is said on stderr. COMMAND is read by the target's shell; its output, errors and exit code are kept apart.

Options
__AWS__
${PATH_OPTIONS}
  -i, --identity FILE      sign in with this private key
  -t, --tty, -T, --no-tty  a terminal for the shell or COMMAND, or none (else as stdin and stdout are)
  -N, --no-command         only what -L, -R and -D open; it stays open when AWS cuts the way, or the network goes
  -L, --local [ADDRESS:]PORT:HOST:HOSTPORT    a local port that leads to HOST as the target sees it
  -R, --remote [ADDRESS:]PORT:HOST:HOSTPORT   a port of the target that leads to HOST as we see it
  -D, --dynamic [ADDRESS:]PORT                a local SOCKS proxy; local addresses are loopback ones

On a terminal, type  ~.  after Enter to leave,  ~?  for this list.
${THROUGH_THE_APP}

__CODES__
`;

export const CP_HELP = `Copies files and folders to a target, or from it, over SFTP by the best route there is.

Usage
  sallyport cp [options] SOURCE … DESTINATION

One side is local, the other one [USER@]TARGET:PATH; a path that does not begin with / begins in the home folder. A
local path with a colon is written ./a:b.

Options
__AWS_WITHOUT_R__
${PATH_OPTIONS}
  -r, --recursive          folders too; links are followed
      --resume             go on where a copy that broke off has ended
      --sessions N         of Session Manager, 1 to 8, that share one large download (4)
  -i, --identity FILE      sign in with this private key

A file is written beside its place as .NAME.….part first, so that half of one never has its name. A part of a source that
has changed since is not gone on with. What cannot be copied is told, and the rest is copied: then the exit code is 1.
${THROUGH_THE_APP}

__CODES__
`;

export const PROXY_HELP = `Joins stdin and stdout to a target's SSH: what ssh, scp, rsync, VS Code and Ansible need as their ProxyCommand.

Usage, in ~/.ssh/config (the settings of the app write it for you)
  Host i-* mi-*
    ProxyCommand sallyport proxy --user %r --keys-of %n %h %p

HOST is what TARGET is elsewhere. Nothing but the target's bytes goes to stdout; failures are said on stderr.
Before the program signs in, your public keys are handed to the target for one minute with EC2 Instance Connect:
those that ssh would offer (ssh -G, and your key agent), Ed25519 and RSA. Private keys are not touched.

Options
__AWS__
${PATH_OPTIONS}
      --keys-of NAME       the name as it was typed: whose IdentityFile counts (else HOST)
      --public-key FILE    hand over this one instead; repeat for more
      --no-push            hand over none: the target knows your key
      --saved ID           as this saved connection says
  -v, --verbose            say on stderr what is being done

With -l or --user, the user whom the key is for: ssh signs in as %r.
${THROUGH_THE_APP}

__CODES__
`;
