// An EC2 Instance Connect Endpoint as AWS describes it: one way from outside into one VPC.
import { z } from 'zod';

const dnsNameSchema = z
  .string()
  .regex(/^[0-9a-zA-Z](?:[0-9a-zA-Z-]{0,62}\.)*[0-9a-zA-Z-]{1,63}$/, 'not a DNS name')
  .max(255);

export const endpointSchema = z.object({
  id: z.string().regex(/^eice-[0-9a-zA-Z-]{1,64}$/),
  /** As AWS writes it: `create-complete`, `create-in-progress`, … An open set. */
  state: z.string(),
  stateMessage: z.string().nullable(),
  vpcId: z.string().nullable(),
  subnetId: z.string().nullable(),
  dnsName: dnsNameSchema.nullable(),
  fipsDnsName: dnsNameSchema.nullable(),
  /** Answers over IPv6 as well, where AWS offers that. */
  dualStackDnsName: dnsNameSchema.nullable(),
  dualStackFipsDnsName: dnsNameSchema.nullable(),
  /** Which addresses it connects to. */
  addressType: z.enum(['ipv4', 'dualstack', 'ipv6']),
});
export type Endpoint = z.infer<typeof endpointSchema>;
