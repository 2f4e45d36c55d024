/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.access.credentials.PemFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Certificates made by openssl, in a folder: NAME.pem and NAME.key. */
public final class Certificates {

    private static final String FRESH = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=";

    private final Path folder;

    /** With the roots {@code ca} and {@code other-ca}, of which nobody but the second's own believes it. */
    public Certificates(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        Tools.need("/usr/bin/openssl");
        selfSigned("ca");
        selfSigned("other-ca");
    }

    /** A certificate by a root, for names such as {@code IP:127.0.0.1,DNS:localhost}; a new one where it is there already. */
    public Certificates with(String name, String root, String names) throws IOException, InterruptedException {
        openssl("req -x509 " + FRESH + name + " -days 30 -addext subjectAltName=" + names + " -CA " + root
                + ".pem -CAkey " + root + ".key -keyout " + name + ".key -out " + name + ".pem");
        return this;
    }

    /** A certificate that nobody else vouches for, of no name but its own. */
    public Certificates selfSigned(String name) throws IOException, InterruptedException {
        openssl("req -x509 " + FRESH + name + " -days 30 -keyout " + name + ".key -out " + name + ".pem");
        return this;
    }

    /** A certificate of {@code ca} that has expired. */
    public Certificates expired(String name, String names) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("index"), "");
        Files.writeString(folder.resolve("serial"), "1000\n");
        Files.writeString(folder.resolve("ca.conf"), """
                [ca]
                default_ca=here
                [here]
                database=index
                serial=serial
                new_certs_dir=.
                default_md=sha256
                policy=any
                copy_extensions=copy
                [any]
                commonName=supplied
                """);
        openssl("req -new " + FRESH + name + " -addext subjectAltName=" + names + " -keyout " + name + ".key -out "
                + name + ".csr");
        openssl("ca -batch -notext -config ca.conf -cert ca.pem -keyfile ca.key -in " + name + ".csr -out " + name
                + ".pem -startdate 20200101000000Z -enddate 20200201000000Z");
        return this;
    }

    public Path certificate(String name) {
        return folder.resolve(name + ".pem");
    }

    public Path key(String name) {
        return folder.resolve(name + ".key");
    }

    /** The files of one who shows a certificate and believes {@code ca}. */
    public PemFiles files(String name) {
        return PemFiles.mutual(certificate(name), key(name), certificate("ca"));
    }

    /** Runs openssl in the folder. */
    public void openssl(String words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/usr/bin/openssl"));
        command.addAll(List.of(words.split(" ")));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
