// EC2 DescribeImages: the images that the machines of the sandbox were made from.
import { SYSTEMS } from '../company/network.ts';
import { ApiError } from './api-error.ts';
import type { ApiCall, QueryForm } from './call.ts';
import { listOf } from './ec2-filters.ts';
import { NAMESPACE } from './ec2-request.ts';
import { xmlElement } from './xml.ts';

/** The XML body of the answer. `region`: where the images are. Throws ApiError. */
export function describeImages(call: ApiCall, form: QueryForm, region: string): string {
  const here = call.region === region ? Object.values(SYSTEMS) : [];
  const ids = listOf(form, 'ImageId');
  const missing = ids.filter((id) => !here.some(({ imageId }) => imageId === id));
  if (missing.length > 0)
    throw new ApiError('InvalidAMIID.NotFound', `The image id '[${missing.join(', ')}]' does not exist`);
  const chosen = here.filter(({ imageId }) => ids.length === 0 || ids.includes(imageId));
  return xmlElement(
    'DescribeImagesResponse',
    {
      requestId: call.requestId,
      imagesSet: chosen.map(({ imageId, imageName, platformDetails }) => ({
        imageId,
        imageLocation: `amazon/${imageName}`,
        imageState: 'available',
        imageOwnerId: '801119661308',
        isPublic: true,
        architecture: 'x86_64',
        imageType: 'machine',
        platformDetails,
        name: imageName,
        rootDeviceType: 'ebs',
        virtualizationType: 'hvm',
        hypervisor: 'xen',
      })),
    },
    NAMESPACE,
  );
}
