// Photos of the visit: drawn again smaller, which leaves behind what a camera writes of the place and the hour (EXIF).

export const MOST_PHOTOS = 6;
const SIDE = 1600; // pixels along the longer side
const QUALITY = 0.82;
const THUMBNAIL_SIDE = 160;

function drawn(picture, side) {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

// The bytes of a JPEG. Raises when the file is not a picture that this browser reads.
export async function shrink(file) {
  const canvas = drawn(await createImageBitmap(file), SIDE);
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", QUALITY); });
  return blob.arrayBuffer();
}

export async function thumbnailOf(bytes, label) {
  const canvas = drawn(await createImageBitmap(new Blob([bytes], { type: "image/jpeg" })), THUMBNAIL_SIDE);
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", label);
  return canvas;
}

export async function showThumbnails(list, photos, read, onDrop) {
  const lines = await Promise.all(photos.map(async ({ id }, index) => {
    const label = `Photo ${index + 1}`;
    const line = document.createElement("li");
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-link btn-sm", textContent: "Retirer" });
    button.setAttribute("aria-label", `Retirer : ${label}`);
    button.addEventListener("click", () => onDrop(id));
    line.append(await thumbnailOf(await read(id), label), button);
    return line;
  }));
  list.replaceChildren(...lines);
}
