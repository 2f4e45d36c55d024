/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language.document;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Parses YAML 1.2 text (JSON is a part of it) into a {@link Tree}; duplicate keys and broken text are problems. */
public final class YamlText {

    private YamlText() {}

    /**
     * Parses one document.
     *
     * @param file the name that problems show
     * @throws DocumentException if the text is empty, broken, or has a duplicate key
     */
    public static Tree parse(String file, String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setAllowDuplicateKeys(true)
                .setMaxAliasesForCollections(50)
                .setCodePointLimit(64 * 1024 * 1024)
                .build();
        Problems problems = new Problems();
        Tree tree;
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            tree = root.<Tree>map(node -> tree(file, node, problems))
                    .orElseGet(() -> new Tree.Scalar(new Place(file, 1), "", true));
        } catch (MarkedYamlEngineException broken) {
            int line = broken.getProblemMark().map(Mark::getLine).orElse(0) + 1;
            problems.add(new Place(file, line), "not readable as YAML: " + broken.getProblem());
            throw new DocumentException(problems.all());
        } catch (YamlEngineException broken) {
            problems.add(new Place(file, 1), "not readable as YAML: " + broken.getMessage());
            throw new DocumentException(problems.all());
        }
        problems.throwIfAny();
        return tree;
    }

    private static Tree tree(String file, Node node, Problems problems) {
        Place place = new Place(file, node.getStartMark().map(Mark::getLine).orElse(0) + 1);
        if (node instanceof MappingNode mapping) {
            Map<String, Tree> values = new LinkedHashMap<>();
            Map<String, Place> keys = new LinkedHashMap<>();
            for (NodeTuple tuple : mapping.getValue()) {
                Place keyPlace = new Place(
                        file,
                        tuple.getKeyNode().getStartMark().map(Mark::getLine).orElse(0) + 1);
                if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                    problems.add(keyPlace, "a key must be a plain word");
                    continue;
                }
                Tree value = tree(file, tuple.getValueNode(), problems);
                if (values.put(key.getValue(), value) != null) {
                    problems.add(keyPlace, "key '" + key.getValue() + "' stands twice; keep one");
                }
                keys.put(key.getValue(), keyPlace);
            }
            return new Tree.Mapping(place, values, keys);
        }
        if (node instanceof SequenceNode sequence) {
            List<Tree> items = new ArrayList<>();
            sequence.getValue().forEach(item -> items.add(tree(file, item, problems)));
            return new Tree.Sequence(place, items);
        }
        ScalarNode scalar = (ScalarNode) node;
        return new Tree.Scalar(place, scalar.getValue(), scalar.getTag().equals(Tag.NULL));
    }
}
