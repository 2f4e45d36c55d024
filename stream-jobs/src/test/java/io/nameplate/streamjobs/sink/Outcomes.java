/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.sink;

import io.nameplate.model.evidence.AbsentReason;
import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.verdict.LineKey;
import io.nameplate.model.verdict.Verdict;
import io.nameplate.streamjobs.flow.LineOutcome;
import io.nameplate.streamjobs.world.TwoHalls;
import java.util.List;

/** Results to send: one node of the second hall was rebooted, the rest was not seen. */
final class Outcomes {

    private static final Verdict VERDICT = new Verdict(TwoHalls.registry(1));

    private Outcomes() {}

    static LineOutcome of(long after, long counter, boolean settled) {
        long start = TwoHalls.START + after;
        HallEvidence evidence = VERDICT.nothing(start);
        for (int gpu = 0; gpu < 2; gpu++) {
            for (String node : List.of("n2-1", "n2-2")) {
                evidence.mergeRun(
                        node,
                        gpu,
                        0,
                        10,
                        Evidence.absent(AbsentReason.TIMEOUT, Witness.OFF, Port.UNKNOWN, start, true));
            }
        }
        LineKey line = new LineKey(new LeaseId("both"), new LineId("wide"));
        HallId hall = new HallId("h2");
        return new LineOutcome(
                7,
                counter,
                settled,
                VERDICT.line(
                        line,
                        start,
                        List.of(VERDICT.hallParts(hall, start, evidence, new PlantTimeline())
                                .get(line))),
                List.of(new BlockId("b9")));
    }
}
