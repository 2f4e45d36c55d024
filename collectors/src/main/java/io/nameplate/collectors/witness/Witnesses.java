/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.witness;

import io.nameplate.collectors.inventory.PlantReading;
import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.collectors.inventory.Reachability;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.validate.PointKey;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Listens to plant readings on their way and says what they tell of nodes. Takes calls of many threads; nothing is said of
 * a node that no reading was news of.
 */
public final class Witnesses {

    /** Holds that are longer than this say nothing more than it does. */
    private static final Duration LONGEST = Duration.ofHours(1);

    /** When a node's power and port were last spoken of: who speaks for it must not contradict itself within a moment. */
    private static final class Spoken {
        private long power = Long.MIN_VALUE;
        private long port = Long.MIN_VALUE;
    }

    private final Map<PointKey, Set<NodeId>> speakFor = new HashMap<>();
    private final Map<NodeId, List<WitnessRule>> rules = new HashMap<>();
    private final Map<NodeId, Spoken> spoken = new HashMap<>();
    private final Heard heard = new Heard();

    /** Whether any point is listened to: most readings of a collector are of GPUs, and pass without waiting. */
    private volatile boolean listening;

    public Witnesses(List<WitnessRule> given) {
        exchange(given);
    }

    /** Goes on with other rules; what was heard of points that still count stays. */
    public synchronized void exchange(List<WitnessRule> given) {
        speakFor.clear();
        rules.clear();
        listening = !given.isEmpty();
        for (WitnessRule rule : given) {
            for (NodeId node : rule.nodes()) {
                rules.computeIfAbsent(node, fresh -> new ArrayList<>()).add(rule);
            }
            for (PointKey point : rule.points()) {
                speakFor.computeIfAbsent(point, fresh -> new LinkedHashSet<>())
                        .addAll(rule.nodes().stream().sorted().toList());
            }
        }
        spoken.keySet().retainAll(rules.keySet());
        heard.keep(speakFor.keySet());
    }

    /** What readings tell of nodes; most tell nothing. */
    public List<Reading> hear(List<Reading> readings) {
        List<Reading> said = new ArrayList<>();
        for (Reading reading : readings) {
            if (listening && reading instanceof PlantReading plant && !plant.isStored()) {
                said.addAll(hear(plant.asset(), plant.ts(), List.of(plant.value())));
            }
        }
        return said;
    }

    /** What the points of an asset, read at one time, tell of nodes. Epoch milliseconds. */
    public synchronized List<Reading> hear(AssetId asset, long ts, List<PointValue> values) {
        Set<NodeId> nodes = new LinkedHashSet<>();
        for (PointValue value : values) {
            PointKey point = new PointKey(asset, value.point());
            Set<NodeId> concerned = speakFor.get(point);
            if (concerned != null && heard.take(point, ts, value)) {
                nodes.addAll(concerned);
            }
        }
        List<Reading> said = new ArrayList<>();
        nodes.forEach(node -> say(node, ts, said));
        return said;
    }

    /** Of how many nodes two entries contradict each other: one says on, or up, the other the opposite. Epoch milliseconds. */
    public synchronized long contradicting(long at) {
        return rules.values().stream()
                .filter(of -> of.size() > 1 && (isPowerTorn(of, at) || isPortTorn(of, at)))
                .count();
    }

    private boolean isPowerTorn(List<WitnessRule> of, long at) {
        Set<Witness> words = EnumSet.noneOf(Witness.class);
        for (WitnessRule rule : of) {
            if (!rule.outlets().isEmpty()) {
                words.add(Conclusion.ofPower(rule, heard, at).word());
            }
        }
        return words.contains(Witness.ON) && (words.contains(Witness.OFF) || words.contains(Witness.NO_LOAD));
    }

    private boolean isPortTorn(List<WitnessRule> of, long at) {
        Set<Port> words = EnumSet.noneOf(Port.class);
        for (WitnessRule rule : of) {
            if (!rule.ports().isEmpty()) {
                words.add(Conclusion.ofPorts(rule, heard, at).word());
            }
        }
        return words.contains(Port.UP) && words.contains(Port.DOWN);
    }

    private void say(NodeId node, long at, List<Reading> into) {
        Conclusion<Witness> power = null;
        Conclusion<Port> port = null;
        for (WitnessRule rule : rules.getOrDefault(node, List.of())) {
            if (!rule.outlets().isEmpty()) {
                power = stronger(power, Conclusion.ofPower(rule, heard, at));
            }
            if (!rule.ports().isEmpty()) {
                port = stronger(port, Conclusion.ofPorts(rule, heard, at));
            }
        }
        Spoken before = spoken.computeIfAbsent(node, fresh -> new Spoken());
        if (power != null) {
            before.power = Math.max(at, before.power + 1);
            into.add(Reachability.byOutlet(node, before.power, hold(power, at), power.word()));
        }
        if (port != null) {
            before.port = Math.max(at, before.port + 1);
            into.add(Reachability.bySwitch(node, before.port, hold(port, at), port.word()));
        }
    }

    private static <W extends Enum<W>> Conclusion<W> stronger(@Nullable Conclusion<W> one, Conclusion<W> other) {
        return one != null && one.word().compareTo(other.word()) >= 0 ? one : other;
    }

    private static Duration hold(Conclusion<?> conclusion, long at) {
        return Duration.ofMillis(Math.min(conclusion.until() - at, LONGEST.toMillis()));
    }
}
