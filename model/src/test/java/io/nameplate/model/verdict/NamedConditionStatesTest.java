/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import static io.nameplate.model.evidence.AbsentReason.STALE_SOURCE;
import static io.nameplate.model.evidence.AbsentReason.TIMEOUT;
import static io.nameplate.model.verdict.SmallSite.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.GpuCondition;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.State;
import io.nameplate.model.wire.Column;
import io.nameplate.model.wire.Frames;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What conditions, lying gauges and a cooling loop of three CDUs settle as; 4 GPUs for 10 s are 40,000 GPU-ms. */
class NamedConditionStatesTest {

    private static final Map<State, Long> ALL_UTILIZED = Map.of(State.UTILIZED, 40_000L);
    private static final Map<State, Long> ALL_FAULTED = Map.of(State.FAULTED, 40_000L);
    private static final Map<State, Long> ALL_UNMEASURED = Map.of(State.UNMEASURED, 40_000L);

    private static SmallSite site(long code) {
        return new SmallSite().powered(true).cooled(true).node("n1", code);
    }

    private static long busyWith(int condition) {
        return Evidence.data(condition, 0, 1980, 2000, 700, Work.WORKING);
    }

    @Test
    void theDefaultTableCallsUnusableWhatAsksForAResetARestartOrANewGpu() {
        Set<GpuCondition> unusable =
                EnumSet.of(GpuCondition.RECOVERY_RESET, GpuCondition.RECOVERY_REBOOT, GpuCondition.ROW_REMAP_FAILURE);
        for (GpuCondition condition : GpuCondition.values()) {
            assertThat(site(busyWith(condition.code())).states())
                    .as(condition.text())
                    .isEqualTo(unusable.contains(condition) ? ALL_FAULTED : ALL_UTILIZED);
        }
    }

    @Test
    void aLeaseNamesTheConditionsThatMakeAGpuUnusableForIt() {
        String own = "xid_table: {version: acme-1, unusable: [79, fabric_unhealthy]}";
        assertThat(site(busyWith(1006)).lease(own).states()).isEqualTo(ALL_FAULTED);
        assertThat(site(busyWith(1005)).lease(own).states()).isEqualTo(ALL_UTILIZED);
        String first = "xid_table: {version: nameplate-2026-1}";
        assertThat(site(busyWith(1005)).lease(first).states()).isEqualTo(ALL_UTILIZED);
        assertThat(site(busyWith(64)).lease(first).states()).isEqualTo(ALL_FAULTED);
    }

    @Test
    void aMissingGpuWithAnUnusableNamedConditionIsFaulted() {
        assertThat(site(Evidence.missing(1005, false)).states()).isEqualTo(ALL_FAULTED);
        assertThat(site(Evidence.missing(1006, false)).states()).isEqualTo(ALL_UNMEASURED);
    }

    @Test
    void theApplicationsXidsAreNoOutage() {
        for (int xid : new int[] {13, 31, 43, 45, 63, 94}) {
            assertThat(site(busyWith(xid)).states()).isEqualTo(ALL_UTILIZED);
            assertThat(site(Evidence.data(xid, 0x1, 345, 2000, 700, Work.IDLE)).states())
                    .isEqualTo(Map.of(State.IDLE, 40_000L));
        }
    }

    @Test
    void aProfilingCounterThatLiesAtNothingIsStillWork() {
        Frames.Builder frames = new Frames.Builder(START, 5, 2, 4).addNode("n1", 1, 4);
        for (int gpu = 0; gpu < 4; gpu++) {
            frames.present(gpu)
                    .set(Column.UTIL, gpu, 1000)
                    .set(Column.GR_ENGINE, gpu, 0)
                    .set(Column.SM_CLOCK, gpu, 1980)
                    .set(Column.XID, gpu, 79)
                    .set(Column.CONDITION, gpu, 0);
        }
        Map<String, Registry.Placed> nodes = new TreeMap<>();
        SmallSite site = new SmallSite().powered(true).cooled(true);
        site.registry().nodes().forEach((id, placed) -> nodes.put(id.value(), placed));
        HallEvidence seen = new HallEvidence(START, 10, 5);
        FrameEvidence.merge(Frames.parse(frames.encode()), nodes, seen);
        for (int gpu = 0; gpu < 4; gpu++) {
            site.gpu("n1", gpu, seen.code("n1", gpu, 0));
        }
        assertThat(site.states())
                .as("nor does a latched gauge without an open condition mean anything")
                .isEqualTo(ALL_UTILIZED);
    }

    /** CDU 1 has stopped, CDU 2 has said nothing for 61 s of a hold of 60 s, CDU 3 runs; two are needed. */
    private static SmallSite oneLostOneStale() {
        return new SmallSite()
                .powered(true)
                .reading("cdu-1", "flow", -1, 0)
                .reading("cdu-2", "flow", -61, 8)
                .reading("cdu-3", "flow", -1, 8);
    }

    @Test
    void withOneCduLostOneStaleAndFramesMissingNothingIsAttributed() {
        assertThat(oneLostOneStale().states()).isEqualTo(ALL_UNMEASURED);
        assertThat(oneLostOneStale()
                        .node("n1", Evidence.absent(STALE_SOURCE, Witness.UNKNOWN, Port.UP, START, false))
                        .states())
                .isEqualTo(ALL_UNMEASURED);
        assertThat(oneLostOneStale()
                        .node("n1", Evidence.absent(TIMEOUT, Witness.NO_LOAD, Port.UNKNOWN, START, false))
                        .states())
                .isEqualTo(ALL_UNMEASURED);
    }

    @Test
    void theStaleCduDecidesAsSoonAsItSaysSomething() {
        long dark = Evidence.absent(TIMEOUT, Witness.NO_LOAD, Port.UNKNOWN, START, false);
        assertThat(oneLostOneStale()
                        .node("n1", dark)
                        .reading("cdu-2", "flow", 5, 0)
                        .states())
                .as("two lost from 5 s on")
                .isEqualTo(Map.of(State.UNMEASURED, 20_000L, State.UNCOOLED, 20_000L));
        assertThat(oneLostOneStale()
                        .node("n1", dark)
                        .reading("cdu-2", "flow", 0, 8)
                        .states())
                .as("one lost of three is no loss of cooling")
                .isEqualTo(ALL_UNMEASURED);
    }

    @Test
    void aThrottledGpuUnderAnUnknownLoopIsDeratedAndNotUncooled() {
        long slow = Evidence.data(0, 0x20, 1200, 2000, 700, Work.WORKING);
        assertThat(oneLostOneStale().node("n1", slow).states())
                .isEqualTo(Map.of(State.DERATED, 10_000L, State.UTILIZED, 30_000L));
    }
}
