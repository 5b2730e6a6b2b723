import { expect, test } from 'vitest';
import { guessUser, userNamedInRefusal } from './user-guess.ts';

test.each([
  ['al2023-ami-2023.2.20231113.0-kernel-6.1-x86_64', 'ec2-user'],
  ['amzn2-ami-hvm-2.0.20231116.0-x86_64-gp2', 'ec2-user'],
  ['Amazon Linux', 'ec2-user'],
  ['ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20231025', 'ubuntu'],
  ['debian-12-amd64-20231013-1532', 'admin'],
  ['Debian GNU/Linux', 'admin'],
  ['RHEL-9.3.0_HVM-20231101-x86_64-5-Hourly2-GP2', 'ec2-user'],
  ['Red Hat Enterprise Linux', 'ec2-user'],
  ['suse-sles-15-sp5-v20231020-hvm-ssd-x86_64', 'ec2-user'],
  ['CentOS-7-2111-20220825_1.x86_64', 'centos'],
  ['CentOS Stream 9 x86_64 20231113', 'ec2-user'],
  ['Rocky-9-EC2-Base-9.3-20231113.0.x86_64', 'rocky'],
  ['AlmaLinux OS 9.3.20231113 x86_64', 'ec2-user'],
  ['Fedora-Cloud-Base-39-1.5.x86_64-hvm', 'fedora'],
  ['fedora-coreos-39.20231101.3.0-x86_64', 'core'],
  ['Flatcar-stable-3602.2.2-hvm', 'core'],
  ['bitnami-wordpress-6.4.1-1-r01-linux-debian-11-x86_64', 'bitnami'],
  ['OL8.8-x86_64-HVM-2023-06-27', 'ec2-user'],
])('%s signs in as %s', (image, user) => {
  expect(guessUser([image])).toEqual({ user, because: image });
});

test('the first words that say something count', () => {
  expect(guessUser([null, 'Linux/UNIX', 'Ubuntu', 'debian-box'])).toEqual({
    user: 'ubuntu',
    because: 'Ubuntu',
  });
});

test('without any word it is the user of most images', () => {
  expect(guessUser([null, 'Linux/UNIX', 'web-1'])).toEqual({ user: 'ec2-user', because: null });
});

test('a target that refuses root names its user', () => {
  const said = 'Please login as the user "ubuntu" rather than the user "root".\r\n\r\n';
  expect(userNamedInRefusal(said)).toBe('ubuntu');
  expect(
    userNamedInRefusal('Please login as the user "-oProxyCommand=x" rather than the user "root".'),
  ).toBeNull();
  expect(userNamedInRefusal('Last login: Fri')).toBeNull();
});
