/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.evidence;

import static io.nameplate.streamjobs.evidence.EvidenceRun.C1;
import static io.nameplate.streamjobs.evidence.EvidenceRun.START;
import static io.nameplate.streamjobs.evidence.EvidenceRun.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.wire.UpRecord;
import io.nameplate.streamjobs.flow.Counter;
import io.nameplate.streamjobs.flow.DeadLetters;
import io.nameplate.streamjobs.world.Story;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What cannot be read is kept as a dead letter, and the rest is settled. */
class EvidenceDeadLettersTest {

    @RegisterExtension
    final EvidenceRun run = new EvidenceRun();

    @Test
    void aRecordThatCannotBeReadIsCountedAndSaysHowFarTheEpochIs() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 10);
        run.announce(C1, story, START);
        run.take(C1, story.records().subList(0, 9));
        UpRecord good = story.records().get(9);
        UpRecord broken = new UpRecord(
                good.epoch(),
                10,
                0,
                good.link(),
                good.through(),
                good.kind(),
                good.hall().orElseThrow(),
                new byte[] {(byte) 0xff, 1, 2});
        run.take(C1, List.of(broken));
        assertThat(told(run.passSeconds(1))).contains("Complete h1 +0");
        assertThat(run.counters().get(Counter.MALFORMED)).isEqualTo(1);
        assertThat(run.deadLetters().waiting(9)).singleElement().satisfies(letter -> {
            assertThat(letter.source()).isEqualTo("collector c1, epoch " + good.epoch() + ", record 10");
            assertThat(letter.sample()).isEqualTo(broken.body());
        });
    }

    @Test
    void aKindThatIsNotKnownAndABodyThatIsTooLargeAreDeadLettersAndTheRestIsSettled() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 10);
        run.announce(C1, story, START);
        run.take(C1, story.records().subList(0, 8));
        UpRecord ninth = story.records().get(8);
        UpRecord tenth = story.records().get(9);
        UpRecord unknown = new UpRecord(
                ninth.epoch(), 9, 0, ninth.link(), ninth.through(), UpRecord.Kind.OTHER, null, new byte[] {1});
        UpRecord large = new UpRecord(
                tenth.epoch(),
                10,
                0,
                tenth.link(),
                tenth.through(),
                tenth.kind(),
                tenth.hall().orElseThrow(),
                new byte[Premerge.MAX_BODY_BYTES + 1]);
        run.take(C1, List.of(unknown, large));
        assertThat(told(run.passSeconds(1))).contains("Complete h1 +0");
        assertThat(run.counters().get(Counter.MALFORMED)).isEqualTo(2);
        List<DeadLetters.Letter> letters = run.deadLetters().waiting(9);
        assertThat(letters.get(0).reason()).contains("does not know");
        assertThat(letters.get(1).bytes()).isEqualTo(Premerge.MAX_BODY_BYTES + 1);
        assertThat(letters.get(1).sample()).hasSize(DeadLetters.SAMPLE_BYTES);
    }
}
