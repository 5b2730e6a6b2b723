// Where an SSH connection is on its way to a shell, as the route tells the window. Words of shared/connection.

export type SshPhase =
  'exchanging-keys' | 'checking-host-key' | 'sending-key' | 'signing-in' | 'opening-shell';
