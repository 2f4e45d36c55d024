/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.resettle;

import static io.nameplate.alerting.ledger.resettle.KeptWorld.ABSENT;
import static io.nameplate.alerting.ledger.resettle.KeptWorld.AT_WORK;
import static io.nameplate.alerting.ledger.resettle.KeptWorld.first;
import static io.nameplate.alerting.ledger.resettle.KeptWorld.interval;
import static io.nameplate.alerting.ledger.resettle.KeptWorld.piece;
import static io.nameplate.alerting.ledger.resettle.KeptWorld.second;
import static io.nameplate.orders.Provider.target;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nameplate.alerting.ledger.orders.Taken;
import io.nameplate.alerting.ledger.results.Revision;
import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.language.Document;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.State;
import io.nameplate.model.verdict.LineKey;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What settling under a corrected registry promises, on every database that the ledger runs on. */
public abstract class CorrectionContract extends ResettleWorld {

    @Test
    void aCorrectedRegistryRestatesWhatItTouchesAndNothingElse() {
        for (int i = 0; i < 6; i++) {
            settle(i, first(i), piece("h2", i, 2, Map.of("n2", ABSENT, "n3", ABSENT)));
        }
        registry.post(KeptWorld.registry("""
                windows:
                  - {id: w1, state: outside_control, from: 2026-06-01T00:00:20Z, to: 2026-06-01T00:00:40Z,
                     reason: flood, scope: {blocks: [b2]}}
                """));
        Summary summary = run(under(2, Optional.empty()));
        assertThat(summary).isEqualTo(new Summary(6, 2, 10, 0));
        for (int i = 0; i < 6; i++) {
            boolean touched = i == 2 || i == 3;
            assertThat(revisions(ACME, i)).hasSize(touched ? 2 : 1);
            assertThat(revisions(BETA, i)).hasSize(1);
            assertThat(row(ACME, i).registryVersion()).isEqualTo(touched ? 2 : 1);
            assertThat(store.newest(H2, interval(i)))
                    .as("the evidence is what it was")
                    .isEqualTo(1);
            assertThat(store.corrected(interval(i))).isEqualTo(touched ? Map.of(ACME, 2L) : Map.of());
        }
        assertThat(gpuMs(ACME, 2, State.OUTSIDE_CONTROL)).isEqualTo(10_000);
        assertThat(revisions(ACME, 2).get(1).reason()).isEqualTo("registry_correction");
        assertThat(run(under(2, Optional.empty())).changed()).isZero();
    }

    /** From a provider's signature to what the supplier no longer has to bear, an hour after it was settled. */
    @Test
    void aSignedOrderThatComesLateRestatesTheLossesInItAndNothingElse() {
        for (int i = 0; i < 6; i++) {
            settle(i, first(i), piece("h2", i, 2, Map.of("n2", ABSENT, "n3", ABSENT)));
        }
        registry.post(KeptWorld.registry("""
                load_targets: [{provider: acme-energy, feeds: [feed-2], scope: {blocks: [b2]}, open_ended_for: 1h}]
                """));
        String order = provider.order(target("2026-06-01T00:00:20Z", null, 500, "feed-2"));
        String end = provider.order(target("2026-06-01T00:00:35Z", null, null, "feed-2"));
        assertThat(orders.take(provider.id(order), order, interval(2), "c1")).isEqualTo(new Taken.Recorded(3, true));
        assertThat(orders.take(provider.id(end), end, interval(3), "c1")).isEqualTo(new Taken.Recorded(4, true));
        assertThat(run(under(4, Optional.empty()))).isEqualTo(new Summary(6, 2, 10, 0));
        assertThat(gpuMs(ACME, 1, State.CURTAILED)).isZero();
        assertThat(gpuMs(ACME, 2, State.CURTAILED)).isEqualTo(10_000);
        assertThat(gpuMs(ACME, 3, State.CURTAILED)).as("lifted at 35 s").isEqualTo(5_000);
        assertThat(gpuMs(ACME, 3, State.UTILIZED)).as("of the other block").isEqualTo(10_000);
        assertThat(gpuMs(ACME, 4, State.CURTAILED)).isZero();
        assertThat(gpuMs(BETA, 2, State.CURTAILED))
                .as("a block that it does not cover")
                .isZero();
        assertThat(revisions(ACME, 2).get(1).reason()).isEqualTo("registry_correction");
        assertThat(row(ACME, 2).registryVersion()).isEqualTo(4);
        assertThat(registry.latestRegistry().orElseThrow().windows())
                .singleElement()
                .satisfies(window -> {
                    assertThat(window.id().value()).isEqualTo(provider.id(order));
                    assertThat(window.reason()).contains("at most 500000 W for feed-2, signed with key acme-2026");
                });
    }

    @Test
    void aCorrectedRampRestatesItsLineFromThereOnAndNothingElse() {
        for (int i = 0; i < 6; i++) {
            settle(i, first(i), second(i));
        }
        registry.post(corrected("gpus: 2}]", "gpus: 2}, {from: 2026-06-01T00:00:25Z, gpus: 1}]"));
        assertThat(run(under(2, Optional.empty()))).isEqualTo(new Summary(6, 4, 8, 0));
        for (int i = 0; i < 6; i++) {
            assertRestated(ACME, i, i >= 2);
            assertRestated(BETA, i, false);
        }
        assertThat(row(ACME, 1).totals().contracted()).isEqualTo(20_000);
        assertThat(row(ACME, 2).totals().contracted()).as("the ramp cuts it").isEqualTo(15_000);
        assertThat(row(ACME, 5).totals().contracted()).isEqualTo(10_000);
        assertThat(run(under(2, Optional.empty())).changed()).isZero();
    }

    @Test
    void aNewAllocationRestatesTheLinesThatItMakesAnotherAndNothingElse() {
        for (int i = 0; i < 6; i++) {
            settle(i, first(i), i == 4 ? second(i) : piece("h2", i, 2, Map.of("n2", AT_WORK, "n3", ABSENT)));
        }
        registry.post(corrected("""
                  - {lease: acme, line: h100, blocks: [b1, b2], from: 2026-06-01T00:00:00Z}
                """, """
                  - {lease: acme, line: h100, blocks: [b1], from: 2026-06-01T00:00:00Z}
                  - {lease: acme, line: h100, blocks: [b2], from: 2026-06-01T00:00:00Z, to: 2026-06-01T00:00:30Z}
                  - {lease: beta, line: h100, blocks: [b2], from: 2026-06-01T00:00:30Z}
                """));
        assertThat(run(under(2, Optional.empty()))).isEqualTo(new Summary(6, 5, 7, 0));
        for (int i = 0; i < 6; i++) {
            assertRestated(ACME, i, i >= 3);
            assertRestated(BETA, i, i == 3 || i == 5);
        }
        assertThat(gpuMs(ACME, 3, State.WITHDRAWN)).isEqualTo(10_000);
        assertThat(gpuMs(BETA, 3, State.UTILIZED)).as("n2 stands in for n3").isEqualTo(10_000);
        assertThat(run(under(2, Optional.empty())).changed()).isZero();
    }

    @Test
    void theStreamJobsRestatementNamesWhatHasChangedTheRegistryTheEvidenceOrBoth() {
        for (int i = 1; i <= 4; i++) {
            settle(i, absent(i), piece("h2", i, 2, Map.of("n2", ABSENT, "n3", ABSENT)));
        }
        registry.post(corrected("gpus: 2}]", "gpus: 2}, {from: 2026-06-01T00:00:15Z, gpus: 1}]"));

        restate(2, 1, absent(1), piece("h2", 1, 2, Map.of("n2", ABSENT, "n3", ABSENT)));
        restate(2, 2, absent(2), second(2));
        restate(2, 3, absent(3), piece("h2", 3, 2, Map.of("n2", ABSENT, "n3", AT_WORK)));
        store.keep(second(4));
        results.take(5, "job", posts(2, 4, absent(4), piece("h2", 4, 2, Map.of("n2", ABSENT, "n3", ABSENT))));
        restate(2, 4, absent(4), second(4));

        assertThat(reasons(ACME, 1)).as("a ramp").containsExactly(null, "registry_correction");
        assertThat(reasons(ACME, 2)).as("a ramp and a node").containsExactly(null, "correction_and_late_evidence");
        assertThat(reasons(BETA, 2)).as("no ramp of its own").containsExactly(null, "late_evidence");
        assertThat(reasons(ACME, 3)).as("the node of another").containsExactly(null, "registry_correction");
        assertThat(reasons(ACME, 4))
                .as("first the ramp, while what came late is kept already")
                .containsExactly(null, "registry_correction", "late_evidence");
    }

    private static KeptEvidence absent(int interval) {
        return piece("h1", interval, 2, Map.of("n1", ABSENT));
    }

    /** What the stream job does once the registry has another version, and evidence may have come. */
    private void restate(long version, int interval, KeptEvidence... halls) {
        List.of(halls).forEach(store::keep);
        results.take(5, "job", posts(version, interval, halls));
    }

    private List<String> reasons(LineKey line, int interval) {
        return revisions(line, interval).stream().map(Revision::reason).toList();
    }

    /** The registry of the first version with another text in one place. */
    private static List<Document> corrected(String one, String other) {
        String text = KeptWorld.registry("").get(0).text();
        assertThat(text).contains(one);
        return List.of(new Document("site.yaml", text.replace(one, other)));
    }

    private void assertRestated(LineKey line, int interval, boolean restated) {
        assertThat(revisions(line, interval))
                .as("%s in interval %d", line, interval)
                .extracting(Revision::reason)
                .isEqualTo(restated ? Arrays.asList(null, "registry_correction") : Arrays.asList((Object) null));
        assertThat(row(line, interval).registryVersion()).isEqualTo(restated ? 2 : 1);
        assertThat(store.corrected(interval(interval)).get(line)).isEqualTo(restated ? 2L : null);
    }

    @Test
    void anotherPlaceOfTheSameBreachRestatesNothing() {
        KeptEvidence second = piece("h2", 1, 2, Map.of("n2", ABSENT, "n3", AT_WORK));
        settle(1, first(1), second);
        List<JsonNode> nowhere = posts(1, 1, first(1), second);
        nowhere.forEach(post -> post.get("judgements").forEach(judged -> ((ObjectNode) judged).putObject("blocks")));
        results.take(5, "job", nowhere);
        registry.post(corrected("144000", "155000"));
        assertThat(run(under(2, Optional.empty()))).isEqualTo(new Summary(1, 0, 2, 0));
        assertThat(revisions(ACME, 1)).hasSize(1);
    }

    @Test
    void aCorrectionOfOneLeaseLeavesTheOthersToTheirOwnApprover() {
        settle(1, first(1), piece("h2", 1, 2, Map.of("n2", ABSENT, "n3", ABSENT)));
        registry.post(KeptWorld.registry("""
                windows:
                  - {id: w1, state: outside_control, from: 2026-06-01T00:00:10Z, to: 2026-06-01T00:00:20Z,
                     reason: flood, scope: {halls: [h2]}}
                """));
        assertThat(run(under(2, Optional.of(new LeaseId("acme")))).changed()).isEqualTo(1);
        assertThat(revisions(BETA, 1)).hasSize(1);
        assertThat(run(under(2, Optional.empty())).changed()).isEqualTo(1);
        assertThat(gpuMs(BETA, 1, State.OUTSIDE_CONTROL)).isEqualTo(10_000);
    }

    @Test
    void whatCameLateAfterACorrectionIsSettledUnderEachLinesOwnVersion() {
        settle(1, first(1), piece("h2", 1, 2, Map.of("n2", ABSENT, "n3", ABSENT)));
        registry.post(KeptWorld.registry("""
                windows:
                  - {id: w1, state: outside_control, from: 2026-06-01T00:00:10Z, to: 2026-06-01T00:00:20Z,
                     reason: flood, scope: {halls: [h2]}}
                """));
        assertThat(run(under(2, Optional.of(ACME.lease()))).changed()).isEqualTo(1);
        store.keepLate(piece("h2", 1, 1, Map.of("n3", UNUSABLE)));
        assertThat(run(late("bob")).changed()).isEqualTo(1);
        assertThat(row(ACME, 1).registryVersion()).isEqualTo(2);
        assertThat(gpuMs(ACME, 1, State.OUTSIDE_CONTROL)).isEqualTo(10_000);
        assertThat(row(BETA, 1).registryVersion()).isEqualTo(1);
        assertThat(gpuMs(BETA, 1, State.FAULTED)).isEqualTo(5_000);
    }
}
