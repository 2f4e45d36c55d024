/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import io.nameplate.model.language.document.Fields;
import io.nameplate.model.language.document.Problems;
import io.nameplate.model.language.document.Tree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the plant: assets with the rules by which they are up, and groups of them; then says what may rest on which. */
final class PlantReader {

    private final Problems problems;
    private final Names names;
    private final MeterReader meters;
    private final Map<CollectorId, Collector> collectors;
    private final Map<AssetId, Asset> assets = new LinkedHashMap<>();
    private final Map<GroupId, PlantGroup> groups = new LinkedHashMap<>();

    PlantReader(Problems problems, Names names, MeterReader meters, Map<CollectorId, Collector> collectors) {
        this.problems = problems;
        this.names = names;
        this.meters = meters;
        this.collectors = collectors;
    }

    void read(List<Tree> assetTrees, List<Tree> groupTrees) {
        for (Tree tree : assetTrees) {
            Asset asset = asset(Fields.of(tree, problems, "an asset"));
            assets.put(asset.asset(), asset);
        }
        Map<GroupId, Fields> groupFields = new LinkedHashMap<>();
        for (Tree tree : groupTrees) {
            Fields fields = Fields.of(tree, problems, "a plant group");
            PlantGroup group = group(fields);
            groups.put(group.group(), group);
            groupFields.put(group.group(), fields);
        }
        groupFields.forEach(this::checkMembers);
    }

    private Asset asset(Fields fields) {
        AssetId id = fields.id("asset", AssetId::new);
        String kind = fields.text("kind");
        CollectorId collector = fields.id("collector", CollectorId::new);
        Duration hold = fields.duration("hold");
        if (hold.isZero()) {
            fields.problem("hold", "'hold' must be longer than nothing, or no reading is ever in force");
        }
        List<Asset.UpRule> rules = new ArrayList<>();
        for (Tree tree : fields.list("up")) {
            rules.add(upRule(Fields.of(tree, problems, "an 'up' rule")));
        }
        long capacityW = MeterReader.capacityW(fields);
        List<Meter> measures = meters.meters(id, kind, fields);
        if (rules.isEmpty() && measures.isEmpty()) {
            fields.problem("up", "asset '" + id + "' needs at least one 'up' rule, or its state is never known");
        }
        fields.end();
        names.unique("plant " + id, fields.place("asset"));
        names.known(collectors, collector, "collector", fields.place("collector"));
        return new Asset(id, kind, collector, hold, rules, capacityW, measures);
    }

    private static Asset.UpRule upRule(Fields fields) {
        String point = fields.text("point");
        double min = fields.number("min", Double.NEGATIVE_INFINITY);
        double max = fields.number("max", Double.POSITIVE_INFINITY);
        fields.end();
        if (min > max) {
            fields.problem("min", "'min' is above 'max'");
        }
        return new Asset.UpRule(point, min, max);
    }

    private PlantGroup group(Fields fields) {
        GroupId id = fields.id("group", GroupId::new);
        List<GroupId> of = fields.values("of", GroupId::new);
        int needs = (int) fields.integer("needs", 1, Math.max(1, of.size()));
        fields.end();
        names.unique("plant " + id, fields.place("group"));
        return new PlantGroup(id, needs, of);
    }

    private void checkMembers(GroupId id, Fields fields) {
        PlantGroup group = groups.get(id);
        if (group == null) {
            return;
        }
        for (GroupId member : group.of()) {
            Optional<String> unfit = unfit(member);
            if (unfit.isPresent()) {
                fields.problem("of", unfit.get());
            } else if (reaches(member, id, 0)) {
                fields.problem("of", "group '" + id + "' contains itself through '" + member + "'");
            }
        }
    }

    private boolean reaches(GroupId from, GroupId target, int depth) {
        if (from.equals(target) || depth > groups.size()) {
            return true;
        }
        PlantGroup group = groups.get(from);
        return group != null && group.of().stream().anyMatch(member -> reaches(member, target, depth + 1));
    }

    /** Why nothing can rest on what is named so, if nothing can. */
    Optional<String> unfit(GroupId id) {
        if (groups.containsKey(id)) {
            return Optional.empty();
        }
        Asset asset = assets.get(new AssetId(id.value()));
        if (asset == null) {
            return Optional.of("no asset or group is named '" + id + "'");
        }
        return asset.up().isEmpty() && !asset.meters().isEmpty()
                ? Optional.of("asset '" + id + "' only measures; it has no 'up' rule, so its state is never known")
                : Optional.empty();
    }

    Map<AssetId, Asset> assets() {
        return assets;
    }

    Map<GroupId, PlantGroup> groups() {
        return groups;
    }
}
