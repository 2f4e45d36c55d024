/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.evidence.AbsentReason;
import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Registry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ProvenanceTest {

    private static final long BUSY = Evidence.data(0, 0, 2000, 2000, 700, Work.WORKING);
    private static final long SLOW = Evidence.data(0, 0x20, 1200, 2000, 700, Work.WORKING);
    private static final long DEAD =
            Evidence.absent(AbsentReason.TIMEOUT, Witness.OFF, Port.UNKNOWN, SmallSite.START, false);

    private static SmallSite site() {
        return new SmallSite().powered(true).cooled(true).node("n1", BUSY);
    }

    private static Provenance of(SmallSite site) {
        return site.settle().provenance();
    }

    private static String window(String id, String times, String scope) {
        return "{id: " + id + ", state: excluded, " + times + ", reason: test, scope: " + scope + "}";
    }

    @Test
    void anotherCodeIsAnotherProvenance() {
        Provenance plain = of(site());
        assertThat(of(site())).isEqualTo(plain);
        assertThat(of(new SmallSite().powered(true).cooled(true).node("n1", SLOW)))
                .isNotEqualTo(plain);
        assertThat(of(site().slot("n1", 3, 1, SLOW))).as("a conflict").isNotEqualTo(plain);
        assertThat(of(site().slot("n1", 3, 1, DEAD))).as("what data beats").isEqualTo(plain);
    }

    @Test
    void aPlantReadingThatCanDecideIsAnotherProvenanceAndOthersAreNot() {
        Provenance plain = of(site());
        assertThat(of(site().reading("cdu-2", "flow", 4, 8))).isNotEqualTo(plain);
        assertThat(of(site().reading("pdu-1", "voltage", -59, 230)))
                .as("in force at the start")
                .isNotEqualTo(plain);
        assertThat(of(site().reading("pdu-1", "voltage", -60, 230)))
                .as("past its hold")
                .isEqualTo(plain);
        assertThat(of(site().reading("pdu-1", "voltage", 10, 0)))
                .as("after the interval")
                .isEqualTo(plain);
        assertThat(of(site().reading("pdu-1", "temperature", 2, 0)))
                .as("of a point that no rule names")
                .isEqualTo(plain);
        assertThat(of(site().reading("pdu-9", "voltage", 2, 0)))
                .as("of an asset that none of the blocks rests on")
                .isEqualTo(plain);
    }

    @Test
    void aRegistryFactThatMattersIsAnotherProvenance() {
        String inside = "from: 2026-06-01T12:00:02Z, to: 2026-06-01T12:00:30Z";
        assertThat(List.of(
                        of(site()),
                        of(site().lease("tenant_operates: true")),
                        of(site().lease("tenant_bears: [UNCONNECTED]")),
                        of(site().ramp("{from: 2026-06-01T00:00:00Z, gpus: 3}")),
                        of(site().ramp("{from: 2026-06-01T00:00:00Z, gpus: 4}, {from: 2026-06-01T12:00:05Z, gpus: 5}")),
                        of(site().windows(window("w-1", inside, "{blocks: [b1]}"))),
                        of(site().windows(window("w-2", inside, "{blocks: [b1]}"))),
                        of(site().windows(window("w-1", inside, "{blocks: [b2]}"))),
                        of(site().allocations(
                                        "{lease: acme, line: h100, blocks: [b1, b2], from: 2026-06-01T00:00:00Z}")),
                        of(site().allocations("{lease: acme, line: h100, blocks: [b1], from: 2026-06-01T12:00:05Z}"))))
                .doesNotHaveDuplicates();
    }

    @Test
    void aRegistryFactThatDoesNotMatterIsTheSameProvenance() {
        Provenance plain = of(site());
        assertThat(of(site().node("n2", DEAD))).as("a node of no lease").isEqualTo(plain);
        assertThat(of(site().ramp("{from: 2026-06-01T00:00:00Z, gpus: 4}, {from: 2026-06-02T00:00:00Z, gpus: 8}")))
                .as("a later milestone")
                .isEqualTo(plain);
        assertThat(of(site().windows(window(
                        "w-1", "from: 2026-06-01T11:00:00Z, to: 2026-06-01T12:00:00Z", "{blocks: [b1]}"))))
                .as("a window that is over")
                .isEqualTo(plain);
        assertThat(of(site().windows(window(
                        "w-1", "from: 2026-06-01T11:00:00Z, to: 2026-06-01T13:00:00Z", "{blocks: [b2]}"))))
                .as("a window over another block")
                .isEqualTo(plain);
        assertThat(of(site().allocations("{lease: acme, line: h100, blocks: [b1], from: 2026-06-01T01:00:00Z}")))
                .as("another beginning long ago")
                .isEqualTo(plain);
        Registry numbered = site().registry().withVersion(9);
        SmallSite same = site();
        assertThat(same.settle(numbered).provenance()).as("another number").isEqualTo(plain);
    }

    @Test
    void aPartFromBeforeThereWasAProvenanceCanBeReadAndItsResultHasNone() {
        SmallSite site = site();
        Registry registry = site.registry();
        HallPart part = site.part(registry);
        byte[] now = part.toBytes();
        byte[] then = Arrays.copyOf(now, now.length - 37);
        then[0] = 1;
        HallPart old = HallPart.fromBytes(then);
        assertThat(old.provenance().isKnown()).isFalse();
        LineResult result = Verdict.line(registry, SmallSite.KEY, SmallSite.START, List.of(old));
        assertThat(result.provenance()).isEqualTo(Provenance.UNKNOWN);
        assertThat(result.content())
                .isEqualTo(Verdict.line(registry, SmallSite.KEY, SmallSite.START, List.of(part))
                        .content());
    }

    @Test
    void whateverChangesAContentChangesItsProvenance() {
        int changed = 0;
        for (long seed = 1; seed <= 400; seed++) {
            World world = new World(seed);
            Random random = new Random(seed);
            Map<LineKey, LineResult> before = settle(world, world.registry);
            Registry registry = world.registry;
            switch (random.nextInt(4)) {
                case 0 -> world.observations.remove(random.nextInt(world.observations.size()));
                case 1 ->
                    world.readings
                            .subList(0, random.nextInt(world.readings.size()))
                            .clear();
                case 2 -> registry = withoutOne(registry, random, false);
                default -> registry = withoutOne(registry, random, true);
            }
            for (Map.Entry<LineKey, LineResult> after : settle(world, registry).entrySet()) {
                LineResult old = before.get(after.getKey());
                if (old != null && !old.content().equals(after.getValue().content())) {
                    changed++;
                    assertThat(after.getValue().provenance())
                            .as("world %d, %s", seed, after.getKey())
                            .isNotEqualTo(old.provenance());
                }
            }
        }
        assertThat(changed).isGreaterThan(100);
    }

    private static Map<LineKey, LineResult> settle(World world, Registry registry) {
        Verdict verdict = new Verdict(registry);
        PlantTimeline plant = new PlantTimeline();
        world.readings.forEach(
                reading -> plant.merge(reading.asset().value(), reading.point(), reading.tsMillis(), reading.value()));
        Map<LineKey, List<HallPart>> parts = new TreeMap<>();
        for (HallId hall : registry.halls().keySet()) {
            HallEvidence evidence = verdict.nothing(world.start);
            world.observations.stream()
                    .filter(seen -> seen.hall().equals(hall))
                    .forEach(seen -> evidence.mergeRun(
                            seen.node().value(),
                            seen.gpu(),
                            seen.from(),
                            seen.to(),
                            seen.seen().code()));
            verdict.hallParts(hall, world.start, evidence, plant)
                    .forEach((line, part) -> parts.computeIfAbsent(line, key -> new ArrayList<>())
                            .add(part));
        }
        Map<LineKey, LineResult> results = new TreeMap<>();
        verdict.lines(world.start)
                .forEach(line ->
                        results.put(line, verdict.line(line, world.start, parts.getOrDefault(line, List.of()))));
        return results;
    }

    private static <T> List<T> withoutOne(List<T> all, Random random) {
        List<T> fewer = new ArrayList<>(all);
        if (!fewer.isEmpty()) {
            fewer.remove(random.nextInt(fewer.size()));
        }
        return fewer;
    }

    private static Registry withoutOne(Registry registry, Random random, boolean window) {
        return new Registry(
                registry.version(),
                registry.site(),
                registry.zone(),
                registry.slot(),
                registry.interval(),
                registry.deadline(),
                registry.halls(),
                registry.collectors(),
                registry.assets(),
                registry.groups(),
                registry.blocks(),
                registry.leases(),
                window ? registry.allocations() : withoutOne(registry.allocations(), random),
                window ? withoutOne(registry.windows(), random) : registry.windows(),
                registry.loadTargets());
    }
}
