/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.scenario;

import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.document.Fields;
import io.nameplate.model.language.document.Tree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the plant part of a scenario. */
final class PlantReader {

    private final Fields plant;
    private final Set<String> names;

    private PlantReader(Fields plant, Set<String> names) {
        this.plant = plant;
        this.names = names;
    }

    static Plant read(Fields plant, Set<String> names) {
        PlantReader reader = new PlantReader(plant, names);
        List<String> feeds = reader.plain("feeds");
        Map<String, List<String>> pdus = reader.carried("pdus", "pdu", "feeds", "feed", feeds);
        List<String> chillers = reader.plain("chillers");
        Map<String, List<String>> cdus = reader.carried("cdus", "cdu", "chillers", "chiller", chillers);
        Map<String, Plant.Group> groups = reader.groups(feeds, pdus, cdus);
        Map<String, String> capacities = reader.capacities(feeds, pdus);
        plant.end();
        return new Plant(feeds, pdus, chillers, cdus, groups, capacities);
    }

    static Collection<String> powerNames(Plant plant) {
        return sideNames(plant, true);
    }

    static Collection<String> coolingNames(Plant plant) {
        return sideNames(plant, false);
    }

    /** The names of one side of the plant: a group belongs to the side of its members. */
    private static Collection<String> sideNames(Plant plant, boolean power) {
        Set<String> side =
                new LinkedHashSet<>(power ? plant.pdus().keySet() : plant.cdus().keySet());
        if (power) {
            side.addAll(plant.feeds());
        }
        for (Map.Entry<String, Plant.Group> group : plant.groups().entrySet()) {
            if (side.containsAll(group.getValue().of())) {
                side.add(group.getKey());
            }
        }
        return side;
    }

    private List<String> plain(String key) {
        List<String> ids = plant.values(key, text -> new AssetId(text).value());
        ids.forEach(id -> unique(plant, key, id));
        return ids;
    }

    private Map<String, List<String>> carried(
            String section, String idKey, String carriersKey, String carrierKind, List<String> carriers) {
        Map<String, List<String>> found = new LinkedHashMap<>();
        for (Tree tree : plant.list(section)) {
            Fields fields = Fields.of(tree, plant.problems(), "a " + idKey);
            String id = fields.id(idKey, AssetId::new).value();
            List<String> by = fields.values(carriersKey, text -> text);
            by.forEach(carrier -> Names.known(fields, carriersKey, carrierKind, carrier, carriers));
            if (by.isEmpty()) {
                fields.problem(carriersKey, idKey + " '" + id + "' needs at least one " + carrierKind);
            }
            fields.end();
            unique(fields, idKey, id);
            found.put(id, by);
        }
        return found;
    }

    private Map<String, Plant.Group> groups(
            List<String> feeds, Map<String, List<String>> pdus, Map<String, List<String>> cdus) {
        Map<String, Plant.Group> groups = new LinkedHashMap<>();
        List<String> known = new ArrayList<>(feeds);
        known.addAll(pdus.keySet());
        known.addAll(cdus.keySet());
        for (Tree tree : plant.list("groups")) {
            Fields fields = Fields.of(tree, plant.problems(), "a plant group");
            String id = fields.id("group", AssetId::new).value();
            List<String> of = fields.values("of", text -> text);
            int needs = (int) fields.integer("needs", 1, Math.max(1, of.size()));
            of.forEach(member -> Names.known(fields, "of", "PDU, feed, CDU or earlier group", member, known));
            fields.end();
            unique(fields, "group", id);
            groups.put(id, new Plant.Group(needs, of));
            known.add(id);
        }
        return groups;
    }

    private Map<String, String> capacities(List<String> feeds, Map<String, List<String>> pdus) {
        Map<String, String> found = new LinkedHashMap<>();
        if (plant.has("capacity_kw")) {
            List<String> known = new ArrayList<>(feeds);
            known.addAll(pdus.keySet());
            Fields fields = plant.fields("capacity_kw", "feeds and PDUs with what they can carry");
            for (String name : fields.keys()) {
                Names.known(fields, name, "PDU or feed", name, known);
                found.put(name, fields.decimal(name).toPlainString());
            }
        }
        return found;
    }

    private void unique(Fields fields, String key, String name) {
        if (!names.add(name)) {
            fields.problem(key, "the name '" + name + "' stands twice; events could not tell which is meant");
        }
    }
}
