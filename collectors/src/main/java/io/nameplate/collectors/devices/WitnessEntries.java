/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.devices;

import io.nameplate.collectors.modbus.ModbusDevice;
import io.nameplate.collectors.units.Unit;
import io.nameplate.collectors.validate.PointKey;
import io.nameplate.collectors.witness.LoadRule;
import io.nameplate.collectors.witness.Outlet;
import io.nameplate.collectors.witness.StateRule;
import io.nameplate.collectors.witness.WitnessRule;
import io.nameplate.model.language.Asset;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.document.Fields;
import io.nameplate.model.language.document.Place;
import io.nameplate.model.language.document.Problems;
import io.nameplate.model.language.document.Tree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the entries of {@code witness}: which points speak for which nodes. */
final class WitnessEntries {

    private static final String EACH = "each";

    /** Stands for the nodes of a rule until it is known which they are. */
    private static final NodeId ANY = new NodeId("any");

    /** Where the registry is not at hand: three polls of a slow device. */
    private static final Duration STANDARD_HOLD = Duration.ofSeconds(90);

    private final Surroundings surroundings;
    private final Map<AssetId, Set<String>> pointsOfDevices = new HashMap<>();

    WitnessEntries(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Notes which points a device of the file has, so that no other is listened to. */
    void device(ModbusDevice device) {
        Set<String> points = pointsOfDevices.computeIfAbsent(device.device(), fresh -> new HashSet<>());
        device.profile().points().forEach(point -> points.add(point.name()));
    }

    /** What an entry says: of its nodes, or of each of the registry's that is called as it says. */
    List<WitnessRule> read(Fields fields) {
        return fields.has(EACH)
                ? each(fields)
                : read(fields, nodes(fields)).stream().toList();
    }

    /**
     * An entry for every node that a pattern fits. Nodes of which it says the same share what speaks for them, as the nodes
     * of a rack share its meter.
     */
    private List<WitnessRule> each(Fields fields) {
        List<String> keys = fields.keys();
        if (fields.has("node") || fields.has("nodes")) {
            fields.problem(
                    EACH, "a witness is of one 'node', of 'nodes' that share it, or of 'each' that is called so");
            return List.of();
        }
        NodePattern pattern;
        try {
            pattern = NodePattern.of(fields.text(EACH));
        } catch (IllegalArgumentException wrong) {
            fields.problem(EACH, "'" + EACH + "': " + wrong.getMessage());
            return List.of();
        }
        Set<String> without = new HashSet<>(fields.values("without", text -> text));
        Map<String, Map<String, String>> fitting = surroundings.nodesReadHere().stream()
                .flatMap(node -> pattern.match(node).map(words -> Map.entry(node, words)).stream())
                .collect(Collectors.toMap(
                        Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, LinkedHashMap::new));
        for (String node : without) {
            if (surroundings.isRegistryKnown() && fitting.remove(node) == null) {
                fields.problem("without", "no node '" + node + "' is called like '" + pattern.text() + "'");
            }
        }
        if (!surroundings.isRegistryKnown()) {
            tryOut(fields, keys, pattern);
        } else if (fitting.isEmpty()) {
            fields.problem(
                    EACH,
                    "no node that this collector reads is called like '" + pattern.text() + "'"
                            + Surroundings.hint(pattern.text(), surroundings.nodesReadHere()));
        }
        return rules(fields, keys, fitting);
    }

    private List<WitnessRule> rules(Fields fields, List<String> keys, Map<String, Map<String, String>> fitting) {
        Map<WitnessRule, Set<NodeId>> nodes = new LinkedHashMap<>();
        for (Map.Entry<String, Map<String, String>> node : fitting.entrySet()) {
            Problems problems = new Problems();
            Optional<WitnessRule> rule =
                    filled(fields, keys, node.getValue(), problems).flatMap(entry -> read(entry, Set.of(ANY)));
            if (!problems.none()) {
                // of the first node alone: of the others it would be the same over and over
                problems.all()
                        .forEach(problem -> fields.problems()
                                .add(problem.place(), problem.sentence() + " (of node '" + node.getKey() + "')"));
                return List.of();
            }
            rule.ifPresent(said ->
                    nodes.computeIfAbsent(said, fresh -> new LinkedHashSet<>()).add(new NodeId(node.getKey())));
        }
        return nodes.entrySet().stream()
                .map(said -> said.getKey().of(said.getValue()))
                .toList();
    }

    /**
     * Where no registry says which nodes there are: what is wrong whatever a node is called. Whether devices have the points is not, as any
     * node may be the one whose name has the words they need.
     */
    private void tryOut(Fields fields, List<String> keys, NodePattern pattern) {
        Map<String, String> any = pattern.words().stream().collect(Collectors.toMap(word -> word, word -> "0"));
        Problems problems = new Problems();
        WitnessEntries withoutDevices = new WitnessEntries(surroundings);
        filled(fields, keys, any, problems).ifPresent(entry -> withoutDevices.read(entry, Set.of(ANY)));
        problems.all().forEach(problem -> fields.problems().add(problem.place(), problem.sentence()));
    }

    /** The entry with a node's words in their places; what is wrong with them is noted. */
    private static Optional<Fields> filled(
            Fields fields, List<String> keys, Map<String, String> words, Problems problems) {
        Map<String, Tree> values = new LinkedHashMap<>();
        Map<String, Place> places = new LinkedHashMap<>();
        for (String key : keys) {
            Tree value = fields.tree(key);
            if (value != null && !key.equals(EACH) && !key.equals("without")) {
                values.put(key, filled(value, words, problems));
                places.put(key, fields.place(key));
            }
        }
        return problems.none()
                ? Optional.of(Fields.of(new Tree.Mapping(fields.place(), values, places), problems, "a witness"))
                : Optional.empty();
    }

    private static Tree filled(Tree tree, Map<String, String> words, Problems problems) {
        if (tree instanceof Tree.Mapping mapping) {
            Map<String, Tree> values = new LinkedHashMap<>();
            mapping.values().forEach((key, value) -> values.put(key, filled(value, words, problems)));
            return new Tree.Mapping(mapping.place(), values, mapping.keys());
        }
        if (tree instanceof Tree.Sequence sequence) {
            return new Tree.Sequence(
                    sequence.place(),
                    sequence.items().stream()
                            .map(item -> filled(item, words, problems))
                            .toList());
        }
        Tree.Scalar scalar = (Tree.Scalar) tree;
        try {
            return new Tree.Scalar(scalar.place(), NodePattern.filled(scalar.text(), words), scalar.isNull());
        } catch (IllegalArgumentException wrong) {
            problems.add(scalar.place(), String.valueOf(wrong.getMessage()));
            return scalar;
        }
    }

    private Optional<WitnessRule> read(Fields fields, Set<NodeId> nodes) {
        List<Outlet> outlets = new ArrayList<>();
        for (Tree tree : fields.list("outlets")) {
            outlet(Fields.of(tree, fields.problems(), "an outlet")).ifPresent(outlets::add);
        }
        List<StateRule> ports = new ArrayList<>();
        for (Tree tree : fields.list("ports")) {
            Fields port = Fields.of(tree, fields.problems(), "a port");
            state(port, "up", "down").ifPresent(ports::add);
            port.end();
        }
        if (!fields.has("outlets") && !fields.has("ports")) {
            fields.problem("outlets", "a witness needs 'outlets' (who feeds the node) or 'ports' (who connects it)");
        }
        Duration hold = Surroundings.positive(fields, "hold", longestHold(outlets, ports));
        fields.end();
        return nodes.isEmpty() || (outlets.isEmpty() && ports.isEmpty())
                ? Optional.empty()
                : Optional.of(new WitnessRule(nodes, outlets, ports, hold));
    }

    private Set<NodeId> nodes(Fields fields) {
        if (fields.has("node") == fields.has("nodes")) {
            fields.problem(
                    "node",
                    "a witness is of one 'node', or of 'nodes' that share it, such as those of a rack's meter, or of"
                            + " 'each' node that is called as a pattern says, such as h1-r{rack}-n{slot}");
        }
        Set<NodeId> nodes = new LinkedHashSet<>();
        if (fields.has("node")) {
            node(fields, "node", fields.text("node"), nodes);
        }
        for (String text : fields.values("nodes", text -> text)) {
            node(fields, "nodes", text, nodes);
        }
        return nodes;
    }

    private void node(Fields fields, String key, String text, Set<NodeId> into) {
        try {
            if (!into.add(new NodeId(text))) {
                fields.problem(key, "node '" + text + "' stands twice; keep one");
            }
            surroundings.node(fields, key, text);
        } catch (IllegalArgumentException notAnId) {
            fields.problem(key, String.valueOf(notAnId.getMessage()));
        }
    }

    private Optional<Outlet> outlet(Fields fields) {
        Optional<StateRule> state = fields.has("state") ? state(fields, "on", "off") : Optional.empty();
        Optional<LoadRule> load = fields.has("power") ? load(fields) : Optional.empty();
        if (!fields.has("state") && !fields.has("power")) {
            fields.problem(
                    "state",
                    "an outlet needs 'state' (the point that says on or off), 'power' (the point that says what it"
                            + " gives), or both");
        }
        for (String key : List.of("on", "off")) {
            if (fields.has(key) && !fields.has("state")) {
                fields.problem(key, "'" + key + "' belongs to 'state', which is missing");
            }
        }
        fields.end();
        return state.isEmpty() && load.isEmpty() ? Optional.empty() : Optional.of(new Outlet(state, load));
    }

    private Optional<LoadRule> load(Fields fields) {
        Optional<PointKey> point = point(fields, "power");
        Unit unit = fields.has("unit")
                ? TopicEntries.unit(fields, "unit")
                : Unit.of("W").orElseThrow();
        if (!unit.si().equals("W")) {
            fields.problem("unit", "'unit' of a power is W or a multiple of it, such as kW");
            return Optional.empty();
        }
        if (!fields.has("no_load_below")) {
            fields.problem(
                    "no_load_below",
                    "'power' needs 'no_load_below': what a node that is at work surely draws through one outlet");
            return Optional.empty();
        }
        double below = unit.toSi(fields.number("no_load_below"));
        if (!(below > 0) || below > 1e9) {
            fields.problem("no_load_below", "'no_load_below' must be above 0 and below a gigawatt");
            return Optional.empty();
        }
        return point.map(known -> new LoadRule(known, below));
    }

    private Optional<StateRule> state(Fields fields, String yes, String no) {
        Optional<PointKey> point = point(fields, "state");
        Set<Double> good = numbers(fields, yes, 1);
        Set<Double> bad = numbers(fields, no, 0);
        if (point.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new StateRule(point.get(), good, bad));
        } catch (IllegalArgumentException both) {
            fields.problem(yes, "'" + yes + "' and '" + no + "' hold the same number; keep it in one");
            return Optional.empty();
        }
    }

    private static Set<Double> numbers(Fields fields, String key, double standard) {
        if (!fields.has(key)) {
            return Set.of(standard);
        }
        Set<Double> numbers = new HashSet<>();
        for (String text : fields.values(key, text -> text)) {
            try {
                numbers.add(Double.valueOf(text));
            } catch (NumberFormatException noNumber) {
                fields.problem(key, "'" + key + "' holds the numbers that the point reads, found '" + text + "'");
            }
        }
        return numbers;
    }

    private Optional<PointKey> point(Fields fields, String key) {
        Optional<PointKey> point = surroundings.point(fields, key, fields.text(key));
        point.ifPresent(known -> {
            Set<String> names = pointsOfDevices.get(known.asset());
            if (names != null && !names.contains(known.point())) {
                fields.problem(
                        key,
                        "the profile of device '" + known.asset() + "' has no point '" + known.point() + "'"
                                + Surroundings.hint(
                                        known.point(), names.stream().sorted().toList()));
            }
        });
        return point;
    }

    private Duration longestHold(List<Outlet> outlets, List<StateRule> ports) {
        List<PointKey> points = new ArrayList<>();
        outlets.forEach(outlet -> {
            outlet.state().ifPresent(state -> points.add(state.point()));
            outlet.load().ifPresent(load -> points.add(load.point()));
        });
        ports.forEach(port -> points.add(port.point()));
        return points.stream()
                .flatMap(point -> surroundings.known(point.asset()).stream())
                .map(Asset::hold)
                .max(Duration::compareTo)
                .orElse(STANDARD_HOLD);
    }
}
