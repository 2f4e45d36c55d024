/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.access.credentials;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;

/** Where a password stands; it is read whenever it is needed and kept nowhere. */
public sealed interface Secret {

    /** The most that a secret is long. */
    int MOST_BYTES = 64 << 10;

    /**
     * The secret as it is now, without the end of its line.
     *
     * @throws UnusableFile if there is none
     */
    String read() throws UnusableFile;

    /** What is wrong with it now. */
    List<Finding> findings();

    /** The first line of a file. */
    record OfFile(Path file) implements Secret {

        @Override
        public String read() throws UnusableFile {
            try {
                if (Files.size(file) > MOST_BYTES) {
                    throw new UnusableFile(file + ": it is too long for a secret");
                }
                String word = Files.readString(file).lines().findFirst().orElse("");
                if (word.isEmpty()) {
                    throw new UnusableFile(file + ": its first line is empty, where a secret should stand");
                }
                return word;
            } catch (CharacterCodingException binary) {
                throw new UnusableFile(file + ": it is no text in UTF-8", binary);
            } catch (IOException unreadable) {
                throw UnusableFile.of(file, unreadable);
            }
        }

        @Override
        public List<Finding> findings() {
            List<Finding> findings = new ArrayList<>();
            try {
                read();
            } catch (UnusableFile none) {
                findings.add(Finding.unusable("password_file", none));
            }
            if (isOpen(file)) {
                findings.add(Finding.open("password_file", file));
            }
            return findings;
        }
    }

    /** An environment variable. */
    record OfVariable(String name) implements Secret {

        @Override
        public String read() throws UnusableFile {
            String word = System.getenv(name);
            if (word == null || word.isEmpty()) {
                throw new UnusableFile("environment variable " + name + ": it is not set, or empty");
            }
            return word;
        }

        @Override
        public List<Finding> findings() {
            try {
                read();
                return List.of();
            } catch (UnusableFile none) {
                return List.of(Finding.unusable("password_variable", none));
            }
        }
    }

    /** Whether users without a special right may read a file; false where the file system does not know. */
    static boolean isOpen(Path file) {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        try {
            return view != null && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException gone) {
            return false; // that it cannot be read is said by whoever reads it
        }
    }
}
