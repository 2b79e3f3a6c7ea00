interface LossProps {
  /** What the files have lost. */
  readonly loss: string;
  readonly mayDecide: boolean;
  onAccept(): void;
  onAdopt(): void;
}

/** The files hold much less than before: the two ways out, and the best one, which is no button. */
export function Loss({ loss, mayDecide, onAccept, onAdopt }: LossProps) {
  return (
    <section class="card edge-bad" aria-labelledby="loss">
      <h2 id="loss" class="tone-bad">
        Every change is refused: the files have lost most of what they held
      </h2>
      <p>{loss}. HAProxy still serves what it ran before, and nothing is deleted.</p>
      <ol class="ways">
        <li>Best: put the files back from a backup. Then this ends by itself.</li>
        <li>
          The files are lost, and HAProxy is right: write what it runs to the files.{" "}
          {mayDecide && (
            <button type="button" onClick={onAdopt}>
              Adopt what runs…
            </button>
          )}
        </li>
        <li>
          The files are right: accept them. HAProxy then stops serving what they lack.{" "}
          {mayDecide && (
            <button type="button" class="danger" onClick={onAccept}>
              Accept the files…
            </button>
          )}
        </li>
      </ol>
      {!mayDecide && <p>Both need the role admin.</p>}
    </section>
  );
}
