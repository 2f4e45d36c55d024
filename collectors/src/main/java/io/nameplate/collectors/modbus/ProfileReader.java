/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import io.nameplate.collectors.units.Unit;
import io.nameplate.model.language.document.Fields;
import io.nameplate.model.language.document.Problems;
import io.nameplate.model.language.document.Tree;
import io.nameplate.model.language.document.YamlText;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads a device profile and reports everything that is wrong with it, with file and line. */
public final class ProfileReader {

    private static final int MAX_WORDS = ReadFunction.HOLDING_REGISTERS.most();

    private static final String TYPES = Arrays.stream(RegisterType.values())
            .filter(type -> type != RegisterType.BIT)
            .map(type -> type.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));

    private ProfileReader() {}

    /** Reads a profile that extends none. */
    public static Profile read(String file, String text) {
        return read(file, text, none -> Optional.empty());
    }

    /**
     * Reads one profile.
     *
     * @param file the name that problems show
     * @param others gives the profile that one extends, by its name
     * @throws io.nameplate.model.language.document.DocumentException with every problem found
     */
    public static Profile read(String file, String yaml, Function<String, Optional<Profile>> others) {
        Problems problems = new Problems();
        Fields fields = Fields.of(YamlText.parse(file, yaml), problems, "a device profile");
        String name = fields.text("profile");
        String source = fields.text("source");
        Optional<Profile> base = fields.has("extends") ? extended(fields, others) : Optional.empty();
        ReadFunction function = function(fields, ReadFunction.HOLDING_REGISTERS);
        WordOrder order = fields.oneOf("word_order", WordOrder.class, WordOrder.ABCD);
        int maxGap = (int) fields.integer(
                "max_gap", 0, MAX_WORDS, base.map(Profile::maxGap).orElse(0));
        int maxWords = (int) fields.integer(
                "max_words", 1, MAX_WORDS, base.map(Profile::maxWords).orElse(MAX_WORDS));
        Pace pace = Paces.read(fields, base.map(Profile::pace).orElse(Pace.NONE));
        Limits.Reader limits = new Limits.Reader(base.map(Profile::limits).orElse(Limits.NONE));
        Map<String, Point> points = new LinkedHashMap<>();
        Map<String, Text> texts = new LinkedHashMap<>();
        base.ifPresent(found -> found.points().forEach(point -> points.put(point.name(), point)));
        base.ifPresent(found -> found.texts().forEach(each -> texts.put(each.name(), each)));
        leaveOut(fields, points, texts);
        Set<String> names = new HashSet<>();
        List<Tree> own = base.isPresent() && !fields.has("points") ? List.of() : fields.list("points");
        for (Tree tree : own) {
            Fields item = Fields.of(tree, problems, "a point");
            Point point = point(item, function, order, maxWords);
            limits.point(point.name(), item, point.unit());
            item.end();
            if (!names.add(point.name())) {
                item.problem("point", "point '" + point.name() + "' stands twice; keep one");
            }
            points.put(point.name(), point);
        }
        for (Tree tree : fields.list("texts")) {
            Text text = text(Fields.of(tree, problems, "a text"), function, order, maxWords);
            if (!names.add(text.name())) {
                problems.add(tree.place(), "'" + text.name() + "' stands twice; keep one");
            }
            texts.put(text.name(), text);
        }
        if (points.isEmpty()) {
            fields.problem("points", "profile '" + name + "' has no points");
        }
        inheritedFit(fields, points, names, maxWords);
        Limits allLimits = limits.end(fields, points, problems);
        fields.end();
        problems.throwIfAny();
        return new Profile(
                name,
                source,
                maxGap,
                maxWords,
                pace,
                List.copyOf(points.values()),
                List.copyOf(texts.values()),
                allLimits);
    }

    private static Optional<Profile> extended(Fields fields, Function<String, Optional<Profile>> others) {
        String name = fields.text("extends");
        Optional<Profile> found = others.apply(name);
        if (found.isEmpty()) {
            fields.problem("extends", "there is no profile '" + name + "' to extend, or it extends this one");
        }
        return found;
    }

    /** Takes points of the extended profile away that this kind of device has not. */
    private static void leaveOut(Fields fields, Map<String, Point> points, Map<String, Text> texts) {
        if (fields.has("without")) {
            for (String name : fields.values("without", text -> text)) {
                if (points.remove(name) == null && texts.remove(name) == null) {
                    fields.problem("without", "the profile that is extended has no point '" + name + "'");
                }
            }
        }
    }

    /** A device that gives less in one answer than the one it extends may be unable to give its points. */
    private static void inheritedFit(Fields fields, Map<String, Point> points, Set<String> own, int maxWords) {
        for (Point point : points.values()) {
            int words = point.end() - point.from();
            if (!own.contains(point.name()) && !point.function().isBits() && words > maxWords) {
                fields.problem(
                        "max_words",
                        "reading point '" + point.name() + "' of the extended profile takes " + words
                                + " registers in one answer, the device gives " + maxWords
                                + "; leave it out with 'without'");
            }
        }
    }

    private static Text text(Fields item, ReadFunction function, WordOrder order, int maxWords) {
        ReadFunction registers = function.isBits() ? ReadFunction.HOLDING_REGISTERS : function;
        Text text = new Text(
                item.text("text"),
                ReadFunction.of((int) item.integer("function", 3, 4, registers.code()))
                        .orElse(registers),
                (int) item.integer("address", 0, 65_535),
                (int) item.integer("length", 1, maxWords),
                item.oneOf("word_order", WordOrder.class, order));
        item.end();
        if (text.end() > 65_536) {
            item.problem(
                    "length",
                    "a text of " + text.words() + " registers at " + text.address()
                            + " reaches beyond the last register");
        }
        return text;
    }

    /** A coil or discrete input: it has an address and nothing that only registers have. */
    private static Point bit(Fields item, String name, ReadFunction function) {
        int address = (int) item.integer("address", 0, 65_535);
        return new Point(
                name,
                function,
                address,
                RegisterType.BIT,
                WordOrder.ABCD,
                OptionalInt.empty(),
                1,
                OptionalInt.empty(),
                Unit.NONE,
                Set.of());
    }

    private static Point point(Fields item, ReadFunction function, WordOrder order, int maxWords) {
        String name = item.text("point");
        ReadFunction asked = function(item, function);
        if (asked.isBits()) {
            return bit(item, name, asked);
        }
        RegisterType type = item.value("type", "one of " + TYPES, ProfileReader::type, RegisterType.UINT16);
        Point point = new Point(
                name,
                asked,
                (int) item.integer("address", 0, 65_535),
                type,
                item.oneOf("word_order", WordOrder.class, order),
                number(item, "bit", 63),
                item.number("scale", 1),
                number(item, "scale_at", 65_535),
                item.value("unit", "one of " + Unit.symbols(), ProfileReader::unit, Unit.NONE),
                blanks(item, type));
        if (point.end() > 65_536) {
            item.problem(
                    "address",
                    "a " + point.type().words() + "-register value at " + point.address()
                            + " reaches beyond the last register");
        }
        if (point.end() - point.from() > maxWords) {
            item.problem(
                    item.has("scale_at") ? "scale_at" : "address",
                    "reading this point takes " + (point.end() - point.from())
                            + " registers in one answer, the device gives " + maxWords);
        }
        if (point.bit().orElse(0) >= point.type().width()) {
            item.problem(
                    "bit",
                    "a value of " + point.type().width() + " bits has no bit "
                            + point.bit().getAsInt());
        }
        if (point.scale() == 0) {
            item.problem("scale", "'scale' cannot be 0");
        }
        return point;
    }

    private static RegisterType type(String text) {
        RegisterType type = RegisterType.valueOf(text.toUpperCase(Locale.ROOT));
        if (type == RegisterType.BIT) {
            throw new IllegalArgumentException("bits are read by functions 1 and 2");
        }
        return type;
    }

    private static ReadFunction function(Fields fields, ReadFunction standard) {
        return fields.has("function")
                ? fields.value("function", "a whole number from 1 to 4", ProfileReader::function, standard)
                : standard;
    }

    private static ReadFunction function(String code) {
        return ReadFunction.of(Integer.parseInt(code))
                .orElseThrow(() -> new IllegalArgumentException("no function that reads"));
    }

    /** One number or a list of them. */
    private static Set<Long> blanks(Fields item, RegisterType type) {
        if (item.tree("blank") instanceof Tree.Scalar) {
            return Set.of(item.value("blank", type.rawRange(), type::rawBits, 0L));
        }
        return item.has("blank") ? Set.copyOf(item.values("blank", type::rawBits)) : Set.of();
    }

    private static OptionalInt number(Fields item, String key, int max) {
        return item.has(key) ? OptionalInt.of((int) item.integer(key, 0, max)) : OptionalInt.empty();
    }

    private static Unit unit(String symbol) {
        return Unit.of(symbol).orElseThrow(() -> new IllegalArgumentException("no unit is written " + symbol));
    }
}
