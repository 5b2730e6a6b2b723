// One EC2 instance as DescribeInstances writes it (its XML names differ from the SDK's). Written as text:
// a page of 1,000 has 70,000 elements, and building them from values took a tenth of a second.
import { INSTANCE_STATE_CODES, type Ec2Side, type Instance } from '../company/instance.ts';
import { ACCOUNT_ID } from './credentials.ts';
import { escapeXml } from './xml.ts';

/** A reservation `<item>` with this one instance in it. */
export function reservationXml(instance: Instance, ec2: Ec2Side, region: string): string {
  const { id, state, privateAddress } = instance;
  const isWindows = ec2.platformDetails === 'Windows';
  const isStopped = state === 'stopped';
  const dnsName = `ip-${privateAddress.replaceAll('.', '-')}.${region}.compute.internal`;
  const rootDevice = isWindows ? '/dev/sda1' : '/dev/xvda';
  return `<item>
<reservationId>${idOf('r', id)}</reservationId>
<ownerId>${ACCOUNT_ID}</ownerId>
<groupSet/>
<instancesSet><item>
<instanceId>${id}</instanceId>
<imageId>${ec2.imageId}</imageId>
<instanceState><code>${INSTANCE_STATE_CODES[state]}</code><name>${state}</name></instanceState>
<privateDnsName>${state === 'terminated' ? '' : dnsName}</privateDnsName>
<dnsName/>
<reason>${isStopped ? 'User initiated (2026-02-11 18:30:02 GMT)' : ''}</reason>
${optional('keyName', ec2.keyName)}<amiLaunchIndex>0</amiLaunchIndex>
<productCodes/>
<instanceType>${ec2.instanceType}</instanceType>
<launchTime>${ec2.launchedAt}</launchTime>
<placement><availabilityZone>${ec2.zone}</availabilityZone><groupName/><tenancy>default</tenancy></placement>
${isWindows ? '<platform>windows</platform>\n' : ''}<monitoring><state>disabled</state></monitoring>
${state === 'terminated' ? '' : networkXml(instance, ec2, dnsName)}${isStopped ? STOPPED_REASON : ''}<architecture>${ec2.architecture}</architecture>
<rootDeviceType>ebs</rootDeviceType>
<rootDeviceName>${rootDevice}</rootDeviceName>
<blockDeviceMapping><item><deviceName>${rootDevice}</deviceName><ebs>
<volumeId>${idOf('vol', id)}</volumeId><status>attached</status>
<attachTime>${ec2.launchedAt}</attachTime><deleteOnTermination>true</deleteOnTermination>
</ebs></item></blockDeviceMapping>
<virtualizationType>hvm</virtualizationType>
<clientToken/>
<tagSet>${tagsXml(instance.tags)}</tagSet>
<hypervisor>xen</hypervisor>
${ec2.roleName === null ? '' : roleXml(ec2.roleName)}<ebsOptimized>true</ebsOptimized>
<enaSupport>true</enaSupport>
<cpuOptions><coreCount>1</coreCount><threadsPerCore>2</threadsPerCore></cpuOptions>
<capacityReservationSpecification><capacityReservationPreference>open</capacityReservationPreference></capacityReservationSpecification>
<hibernationOptions><configured>false</configured></hibernationOptions>
<enclaveOptions><enabled>false</enabled></enclaveOptions>
<metadataOptions><state>applied</state><httpTokens>required</httpTokens>
<httpPutResponseHopLimit>2</httpPutResponseHopLimit><httpEndpoint>enabled</httpEndpoint>
<httpProtocolIpv6>disabled</httpProtocolIpv6><instanceMetadataTags>disabled</instanceMetadataTags></metadataOptions>
<platformDetails>${ec2.platformDetails}</platformDetails>
<usageOperation>${isWindows ? 'RunInstances:0002' : 'RunInstances'}</usageOperation>
<usageOperationUpdateTime>${ec2.launchedAt}</usageOperationUpdateTime>
<privateDnsNameOptions><hostnameType>ip-name</hostnameType>
<enableResourceNameDnsARecord>false</enableResourceNameDnsARecord>
<enableResourceNameDnsAAAARecord>false</enableResourceNameDnsAAAARecord></privateDnsNameOptions>
<maintenanceOptions><autoRecovery>default</autoRecovery></maintenanceOptions>
<currentInstanceBootMode>legacy-bios</currentInstanceBootMode>
<operator><managed>false</managed></operator>
</item></instancesSet>
</item>
`;
}

const STOPPED_REASON = `<stateReason><code>Client.UserInitiatedShutdown</code>
<message>Client.UserInitiatedShutdown: User initiated shutdown</message></stateReason>
`;

function networkXml(instance: Instance, ec2: Ec2Side, dnsName: string): string {
  const { id, privateAddress } = instance;
  const place = `<subnetId>${ec2.subnetId}</subnetId><vpcId>${ec2.vpcId}</vpcId>`;
  const { securityGroup: group } = ec2;
  const groups = `<groupSet><item><groupId>${group.id}</groupId><groupName>${group.name}</groupName></item></groupSet>`;
  const address = `<privateIpAddress>${privateAddress}</privateIpAddress>`;
  return `${place}
${address}
${optional('ipAddress', ec2.publicAddress)}<sourceDestCheck>true</sourceDestCheck>
${groups}
<networkInterfaceSet><item>
<networkInterfaceId>${idOf('eni', id)}</networkInterfaceId>${place}<description/>
<ownerId>${ACCOUNT_ID}</ownerId><status>in-use</status><macAddress>${macOf(id)}</macAddress>
${address}<privateDnsName>${dnsName}</privateDnsName><sourceDestCheck>true</sourceDestCheck>
${groups}
<attachment><attachmentId>${idOf('eni-attach', id)}</attachmentId><deviceIndex>0</deviceIndex>
<status>attached</status><attachTime>${ec2.launchedAt}</attachTime>
<deleteOnTermination>true</deleteOnTermination><networkCardIndex>0</networkCardIndex></attachment>
<privateIpAddressesSet><item>${address}<privateDnsName>${dnsName}</privateDnsName><primary>true</primary></item></privateIpAddressesSet>
<ipv6AddressesSet/><interfaceType>interface</interfaceType>
</item></networkInterfaceSet>
`;
}

function tagsXml(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([key, value]) => `<item><key>${escapeXml(key)}</key><value>${escapeXml(value)}</value></item>`)
    .join('');
}

function roleXml(roleName: string): string {
  const letters = roleName.replace(/[^A-Za-z]/g, '').toUpperCase();
  return `<iamInstanceProfile><arn>arn:aws:iam::${ACCOUNT_ID}:instance-profile/${roleName}</arn>
<id>AIPA${letters.padEnd(17, 'Q').slice(0, 17)}</id></iamInstanceProfile>
`;
}

function optional(name: string, value: string | null): string {
  return value === null ? '' : `<${name}>${escapeXml(value)}</${name}>\n`;
}

/** A stable id of another resource of this instance: its digits, turned by as many as the prefix is long. */
function idOf(prefix: string, instanceId: string): string {
  const digits = instanceId.slice('i-'.length);
  return `${prefix}-${digits.slice(prefix.length)}${digits.slice(0, prefix.length)}`;
}

function macOf(instanceId: string): string {
  const at = (index: number): string => instanceId.slice(index, index + 2);
  return `0a:${at(3)}:${at(5)}:${at(7)}:${at(9)}:${at(11)}`;
}
