package dev.thrice.lab.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** A web server on this machine that has the stand-in files, and can be told to misbehave. */
final class StandInMirror implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Map<String, byte[]> answers = new ConcurrentHashMap<>();
    private final CountDownLatch hungUp = new CountDownLatch(1);

    StandInMirror() throws IOException {
        for (DataFile file : StandIn.FILES) {
            sends(file.name(), StandIn.gzip(StandIn.content(file.name())));
        }
        Thread.ofVirtual().start(this::accept);
    }

    MirrorSource source() {
        return new MirrorSource(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/mnist/"));
    }

    StandInMirror sends(String name, byte[] body) {
        return answers(name, "200 OK", body.length, body);
    }

    /** Says how long the body is, sends half of it and closes the connection. */
    StandInMirror sendsHalf(String name) {
        byte[] body = StandIn.gzip(StandIn.content(name));
        return answers(name, "200 OK", body.length, Arrays.copyOf(body, body.length / 2));
    }

    StandInMirror lacks(String name) {
        return answers(name, "404 Not Found", 0, new byte[0]);
    }

    /** Takes the request for the file and says nothing. */
    StandInMirror isSilentAbout(String name) {
        answers.put(path(name), new byte[0]);
        return this;
    }

    /** Waits until a client that was met with silence has hung up. */
    void awaitHangUp() throws InterruptedException {
        hungUp.await();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private StandInMirror answers(String name, String status, int length, byte[] body) {
        byte[] head = ("HTTP/1.1 " + status + "\r\nContent-Length: " + length + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] answer = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, answer, head.length, body.length);
        answers.put(path(name), answer);
        return this;
    }

    private static String path(String name) {
        return "/mnist/" + name + ".gz";
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                BufferedReader request =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
                OutputStream out = client.getOutputStream()) {
            String path = request.readLine().split(" ", -1)[1];
            while (!request.readLine().isEmpty()) {
                // headers
            }
            byte[] answer = answers.get(path);
            if (answer.length == 0) {
                awaitEnd(request);
            } else {
                out.write(answer);
            }
        } catch (IOException e) {
            // the client hung up
        }
    }

    private void awaitEnd(BufferedReader request) {
        try {
            while (request.read() >= 0) {
                // a silent server listens, too
            }
        } catch (IOException e) {
            // a reset is an end
        }
        hungUp.countDown();
    }
}
