/** The view as a camera: from points of the scene to pixels of the picture, and back to rays. */
import { Matrix4, OrthographicCamera, PerspectiveCamera, Quaternion, Vector3, Vector4 } from 'three';
import type { Vec3 } from '#app/scene/index.ts';
import { added, basisOf, dot, heightPerDistance, isFlat, scaled } from './view.ts';
import type { View } from './view.ts';

/** Of the picture, in CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A place of the picture, in CSS pixels from its top left. */
export interface Pixel {
  readonly x: number;
  readonly y: number;
}

export interface Ray {
  readonly origin: Vec3;
  /** Of unit length. */
  readonly direction: Vec3;
}

/** Of distances from the eye; beyond them nothing is drawn. */
const NEAR = 0.002;
const FAR = 1_500;

const UP_AXIS = new Vector3(0, 1, 0);
const RIGHT_AXIS = new Vector3(1, 0, 0);
const TOWARDS_AXIS = new Vector3(0, 0, 1);

export class Eye {
  readonly #perspective = new PerspectiveCamera();
  readonly #flat = new OrthographicCamera();
  readonly #matrix = new Matrix4();
  #view: View;
  #size: Size;

  constructor(view: View, size: Size) {
    this.#view = view;
    this.#size = size;
    this.look(view, size);
  }

  get view(): View {
    return this.#view;
  }

  get size(): Size {
    return this.#size;
  }

  get camera(): PerspectiveCamera | OrthographicCamera {
    return isFlat(this.#view) ? this.#flat : this.#perspective;
  }

  /** From the scene to what is drawn, not yet divided by the depth. */
  get matrix(): Matrix4 {
    return this.#matrix;
  }

  look(view: View, size: Size): void {
    this.#view = view;
    this.#size = { width: Math.max(1, size.width), height: Math.max(1, size.height) };
    const aspect = this.#size.width / this.#size.height;
    const { camera } = this;
    const turn = new Quaternion()
      .setFromAxisAngle(UP_AXIS, view.azimuthRadians)
      .multiply(new Quaternion().setFromAxisAngle(RIGHT_AXIS, -view.elevationRadians))
      .multiply(new Quaternion().setFromAxisAngle(TOWARDS_AXIS, view.rollRadians));
    camera.quaternion.copy(turn);
    camera.position.set(...this.position);
    if (camera instanceof PerspectiveCamera) {
      camera.aspect = aspect;
      camera.fov = (view.fieldRadians * 180) / Math.PI;
      camera.near = view.distanceM * NEAR;
      camera.far = view.distanceM * FAR;
    } else {
      const half = (view.distanceM * heightPerDistance(view)) / 2;
      [camera.top, camera.bottom, camera.left, camera.right] = [half, -half, -half * aspect, half * aspect];
      // Without perspective what lies behind the eye is drawn too.
      [camera.near, camera.far] = [-view.distanceM * FAR, view.distanceM * FAR];
    }
    camera.updateProjectionMatrix();
    camera.updateMatrixWorld();
    this.#matrix.multiplyMatrices(camera.projectionMatrix, camera.matrixWorldInverse);
  }

  get position(): Vec3 {
    return added(this.#view.target, scaled(basisOf(this.#view).towards, this.#view.distanceM));
  }

  /** Unit vector from a point to the eye. */
  towardsEye(from: Vec3): Vec3 {
    if (isFlat(this.#view)) return basisOf(this.#view).towards;
    const [x, y, z] = added(this.position, scaled(from, -1));
    return scaled([x, y, z], 1 / (Math.hypot(x, y, z) || 1));
  }

  /** Null for what lies behind the eye. */
  project(point: Vec3): Pixel | null {
    const clip = new Vector4(point[0], point[1], point[2], 1).applyMatrix4(this.#matrix);
    if (clip.w <= 0) return null;
    return {
      x: ((clip.x / clip.w + 1) / 2) * this.#size.width,
      y: ((1 - clip.y / clip.w) / 2) * this.#size.height,
    };
  }

  ray({ x, y }: Pixel): Ray {
    const { right, up, towards } = basisOf(this.#view);
    const half = heightPerDistance(this.#view) / 2;
    const across = ((x / this.#size.width) * 2 - 1) * half * (this.#size.width / this.#size.height);
    const along = (1 - (y / this.#size.height) * 2) * half;
    if (isFlat(this.#view)) {
      const { distanceM } = this.#view;
      // From far enough behind the eye: see the depth that is drawn.
      const origin = added(
        this.#view.target,
        scaled(right, across * distanceM),
        scaled(up, along * distanceM),
        scaled(towards, distanceM * FAR),
      );
      return { origin, direction: scaled(towards, -1) };
    }
    const [dx, dy, dz] = added(scaled(right, across), scaled(up, along), scaled(towards, -1));
    return { origin: this.position, direction: scaled([dx, dy, dz], 1 / Math.hypot(dx, dy, dz)) };
  }

  /** How long one pixel is at a point's depth. */
  metresPerPixel(at: Vec3): number {
    const depth = isFlat(this.#view) ? this.#view.distanceM : this.#depthOf(at);
    return (depth * heightPerDistance(this.#view)) / this.#size.height;
  }

  /** Where a pixel's ray meets the plane through a point that faces the eye. */
  onPlaneThrough(point: Vec3, pixel: Pixel): Vec3 {
    return meetPlane(this.ray(pixel), point, basisOf(this.#view).towards) ?? point;
  }

  #depthOf(point: Vec3): number {
    const { towards } = basisOf(this.#view);
    const away = added(this.position, scaled(point, -1));
    return Math.max(dot(away, towards), this.#view.distanceM * NEAR);
  }
}

export function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

/** Null where the ray does not come to the plane: it runs along it or away from it. */
export function meetPlane({ origin, direction }: Ray, point: Vec3, normal: Vec3): Vec3 | null {
  const steepness = dot(direction, normal);
  if (Math.abs(steepness) < 1e-6) return null;
  const far = dot(added(point, scaled(origin, -1)), normal) / steepness;
  return far < 0 ? null : added(origin, scaled(direction, far));
}
