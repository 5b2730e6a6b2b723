// EC2 DescribeImages: what the image of an instance is called, which says whose system is on it and whom it lets in.
import { DescribeImagesCommand } from '@aws-sdk/client-ec2';
import { awsCall } from './aws-call.ts';
import type { AwsClients } from './clients.ts';

/** Name and description, as far as there are any. Needs ec2:DescribeImages; rejects as awsCall, also for an image that is gone. */
export async function describeImageWords(
  clients: AwsClients,
  imageId: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const answer = await awsCall(
    {
      action: 'ec2:DescribeImages',
      profileName: clients.profileName,
      region: clients.access.region,
      signal,
    },
    (abortSignal) =>
      clients.ec2.send(
        // Most instances outlive what their image is still offered for.
        new DescribeImagesCommand({ ImageIds: [imageId], IncludeDeprecated: true, IncludeDisabled: true }),
        { abortSignal },
      ),
  );
  const image = answer.Images?.find((one) => one.ImageId === imageId);
  return [image?.Name ?? '', image?.Description ?? ''].filter((words) => words !== '');
}
