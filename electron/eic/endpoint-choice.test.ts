// Which endpoint, by which name, to which address: the CLI's rules, dual-stack and FIPS.
import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../shared/endpoint.ts';
import { chooseEndpoint, type ChoiceFacts } from './endpoint-choice.ts';

const endpoint = (id: string, change: Partial<Endpoint> = {}): Endpoint => ({
  id: `eice-${id}`,
  state: 'create-complete',
  stateMessage: null,
  vpcId: 'vpc-1',
  subnetId: `subnet-${id}`,
  dnsName: `${id}.example.com`,
  fipsDnsName: `${id}.fips.example.com`,
  dualStackDnsName: null,
  dualStackFipsDnsName: null,
  addressType: 'ipv4',
  ...change,
});

const choose = (endpoints: Endpoint[], change: Partial<ChoiceFacts> = {}) =>
  chooseEndpoint({
    target: { vpcId: 'vpc-1', subnetId: 'subnet-b', privateAddress: '10.0.0.5', ipv6Address: null },
    endpoints,
    endpointId: null,
    useFips: false,
    hasIpv4: true,
    ...change,
  });

describe('chooseEndpoint', () => {
  it('prefers the target’s subnet, else the first of its VPC', () => {
    expect(choose([endpoint('a'), endpoint('b')])).toMatchObject({ dnsName: 'b.example.com' });
    expect(choose([endpoint('a'), endpoint('c')])).toMatchObject({
      dnsName: 'a.example.com',
      privateAddress: '10.0.0.5',
    });
  });

  it('takes one that is being updated or failed to be, and no other state', () => {
    for (const state of ['update-in-progress', 'update-complete', 'update-failed'])
      expect(choose([endpoint('a', { state })])).toMatchObject({ dnsName: 'a.example.com' });
    for (const [state, words] of [
      ['create-in-progress', 'it is being created'],
      ['create-failed', 'it could not be created'],
      ['delete-in-progress', 'it is being deleted'],
      ['something-new', 'AWS says something new'],
    ] as const)
      expect(choose([endpoint('a', { state, stateMessage: 'why' })])).toMatchObject({
        code: 'eice/endpoint-not-ready',
        message: `The endpoint eice-a is not ready: ${words}.`,
        detail: 'why',
        retryable: state.endsWith('-in-progress'),
      });
    expect(choose([endpoint('b', { state: 'create-failed' }), endpoint('a')])).toMatchObject({
      dnsName: 'a.example.com',
    });
  });

  it('says that there is none in this VPC, or not the chosen one', () => {
    expect(choose([endpoint('a', { vpcId: 'vpc-2' })])).toMatchObject({
      code: 'eice/no-endpoint',
      message: 'No endpoint in vpc-1.',
    });
    expect(choose([endpoint('a')], { endpointId: 'eice-x' })).toMatchObject({ code: 'eice/no-endpoint' });
    expect(choose([endpoint('a', { vpcId: 'vpc-2' })], { endpointId: 'eice-a' })).toMatchObject({
      dnsName: 'a.example.com',
    });
  });

  it('minds address families', () => {
    const both = { vpcId: 'vpc-1', subnetId: null, privateAddress: '10.0.0.5', ipv6Address: 'fd00::5' };
    const only6 = { ...both, privateAddress: null };
    expect(choose([endpoint('a', { addressType: 'ipv6' })], { target: both })).toMatchObject({
      privateAddress: 'fd00::5',
    });
    expect(choose([endpoint('a', { addressType: 'dualstack' })], { target: only6 })).toMatchObject({
      privateAddress: 'fd00::5',
    });
    expect(choose([endpoint('a')], { target: only6 })).toMatchObject({ code: 'eice/address-family' });
  });

  it('uses the dual-stack name only where this computer has no IPv4, and FIPS names when asked', () => {
    const all = endpoint('a', { dualStackDnsName: 'a.ds', dualStackFipsDnsName: 'a.ds.fips' });
    expect(choose([all])).toMatchObject({ dnsName: 'a.example.com' });
    expect(choose([all], { hasIpv4: false })).toMatchObject({ dnsName: 'a.ds' });
    expect(choose([endpoint('a')], { hasIpv4: false })).toMatchObject({ dnsName: 'a.example.com' });
    expect(choose([all], { useFips: true })).toMatchObject({ dnsName: 'a.fips.example.com' });
    expect(choose([all], { useFips: true, hasIpv4: false })).toMatchObject({ dnsName: 'a.ds.fips' });
    expect(choose([endpoint('a', { fipsDnsName: null })], { useFips: true })).toMatchObject({
      code: 'eice/no-endpoint',
    });
  });
});
