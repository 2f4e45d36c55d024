/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.evidence.AbsentReason;
import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.Gaps;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.Registry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** {@link SmallSite} with a line of both nodes: each node is 4 GPUs for 10 s, 40,000 GPU-ms. */
class MissingCauseTest {

    private static final long IDLE = Evidence.data(0, 0, 2000, 2000, 700, Work.IDLE);
    private static final long SINCE = SmallSite.START - 5;

    private final HallEvidence evidence = new HallEvidence(SmallSite.START, 10, 5);
    private final PlantTimeline plant = new PlantTimeline();
    private final Gaps gaps = new Gaps();

    private MissingCauseTest shows(String node, long code) {
        for (int gpu = 0; gpu < 4; gpu++) {
            evidence.mergeRun(node, gpu, 0, 2, code);
        }
        return this;
    }

    private MissingCauseTest unpowered() {
        plant.merge("pdu-1", "voltage", SmallSite.START * 1000, 0);
        return this;
    }

    private static Registry registry() {
        return new SmallSite()
                .ramp("{from: 2026-06-01T00:00:00Z, gpus: 8}")
                .allocations("{lease: acme, line: h100, blocks: [b1, b2], from: 2026-06-01T00:00:00Z}")
                .registry();
    }

    private Map<MissingCause, Long> causes() {
        return new Verdict(registry())
                .trace(SmallSite.KEY, SmallSite.START, Map.of(SmallSite.HALL, evidence), plant, gaps)
                .missing();
    }

    private MissingCauseTest knows(Gaps.Why why) {
        gaps.add(new CollectorId("c1"), SmallSite.START, SmallSite.START + 5, why);
        return this;
    }

    private static long absent(AbsentReason reason, Witness witness) {
        return Evidence.absent(reason, witness, Port.UNKNOWN, SINCE, false);
    }

    @Test
    void nothingOfAnyNodeIsTheCollectorsOrTheSitesPower() {
        assertThat(causes()).isEqualTo(Map.of(MissingCause.COLLECTOR, 80_000L));
        assertThat(unpowered().causes()).isEqualTo(Map.of(MissingCause.SITE_POWER, 80_000L));
    }

    @Test
    void oneNodeMissingBesideAnotherIsALostRecord() {
        assertThat(shows("n1", IDLE).causes()).isEqualTo(Map.of(MissingCause.PLATFORM, 40_000L));
    }

    @Test
    void aSilentSourceIsTheDeviceAndNoRouteTheWayToIt() {
        shows("n1", absent(AbsentReason.STALE_SOURCE, Witness.ON))
                .shows("n2", absent(AbsentReason.NO_ROUTE, Witness.ON));
        assertThat(causes()).isEqualTo(Map.of(MissingCause.DEVICE, 40_000L, MissingCause.WAN, 40_000L));
    }

    @Test
    void whatNobodyHeardUntilTheDeadlineIsTheNetworksOnTheWayAndNotTheCollectorsOnceItWasHeard() {
        assertThat(knows(Gaps.Why.UNHEARD).causes())
                .isEqualTo(Map.of(MissingCause.COLLECTOR, 40_000L, MissingCause.WAN, 40_000L));
        assertThat(knows(Gaps.Why.PASSED).causes()).isEqualTo(Map.of(MissingCause.COLLECTOR, 80_000L));
    }

    @Test
    void recordsThatThePlatformCouldNotReadAreItsOwnUnlessTheCollectorSaysItLostThem() {
        assertThat(knows(Gaps.Why.UNREAD).causes())
                .isEqualTo(Map.of(MissingCause.COLLECTOR, 40_000L, MissingCause.PLATFORM, 40_000L));
        assertThat(knows(Gaps.Why.LOST).causes()).isEqualTo(Map.of(MissingCause.COLLECTOR, 80_000L));
    }

    @Test
    void aNodeThatLostRecordsToldOfIsTheCollectorsThoughOthersWereHeard() {
        assertThat(shows("n1", IDLE).knows(Gaps.Why.LOST).causes())
                .isEqualTo(Map.of(MissingCause.COLLECTOR, 20_000L, MissingCause.PLATFORM, 20_000L));
    }

    @Test
    void aCutOffSiteWithoutPowerIsTheSitesPower() {
        assertThat(unpowered().knows(Gaps.Why.UNHEARD).causes()).isEqualTo(Map.of(MissingCause.SITE_POWER, 80_000L));
    }

    @Test
    void keptEvidenceGivesTheSameCausesAndHasTheBytesOfBeforeWhereNothingIsMissing() {
        knows(Gaps.Why.UNHEARD);
        byte[] bytes = KeptEvidence.of(registry(), SmallSite.HALL, evidence, plant, gaps)
                .toBytes();
        KeptEvidence kept = KeptEvidence.fromBytes(bytes);
        LineResult again = Objects.requireNonNull(new KeptSettlement(registry())
                .results(SmallSite.START, List.of(kept))
                .get(SmallSite.KEY));
        assertThat(again.coverage().unmeasured()).isEqualTo(causes()).containsKey(MissingCause.WAN);
        KeptEvidence without = KeptEvidence.of(registry(), SmallSite.HALL, evidence, plant);
        assertThat(without.toBytes()[0]).isEqualTo((byte) 1);
        without.merge(kept);
        assertThat(without.toBytes()).isEqualTo(bytes);
    }

    @Test
    void whatIsMeasuredHasNoCause() {
        assertThat(shows("n1", IDLE).shows("n2", IDLE).causes()).isEmpty();
    }
}
