/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import io.nameplate.collectors.disk.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** How the files of an epoch's folder are called: by the first record that is in them, plain or packed. */
final class SegmentFiles {

    private static final String PLAIN = ".seg";
    private static final String PACKED = PLAIN + ".zst";

    private SegmentFiles() {}

    static Path plain(Path folder, long first) {
        return folder.resolve(String.format("%019d%s", first, PLAIN));
    }

    /** What a plain file is called once it is packed. */
    static Path packedBeside(Path plain) {
        return plain.resolveSibling(plain.getFileName() + ".zst");
    }

    static boolean isSegment(Path file) {
        return file.toString().endsWith(PLAIN) || isPacked(file);
    }

    static boolean isPacked(Path file) {
        return file.toString().endsWith(PACKED);
    }

    static long firstIn(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(0, name.indexOf('.')));
    }

    /**
     * The segments of an epoch's folder, oldest first. Where one stands there plain and packed, packing was ended before the plain one
     * was deleted: the packed one is whole.
     */
    static List<Path> in(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            TreeMap<Long, Path> files = new TreeMap<>();
            all.filter(SegmentFiles::isSegment)
                    .forEach(file -> files.merge(firstIn(file), file, (one, other) -> isPacked(one) ? one : other));
            return List.copyOf(files.values());
        }
    }

    /** Removes what packing or splitting left behind when it broke off. */
    static void tidy(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.list(folder)) {
            all = files.toList();
        }
        for (Path file : all) {
            boolean unfinished = file.toString().endsWith(PACKED + AtomicFile.UNFINISHED)
                    || file.toString().endsWith(PLAIN + AtomicFile.UNFINISHED);
            if (unfinished || Files.exists(packedBeside(file))) {
                Files.delete(file);
            }
        }
    }
}
