# Runs in namespaces of its own (mounts, network, processes), as `inside.sh FOLDER NODE API_PORT`: makes a root folder
# in which the syncer finds its fixed paths, brings the loopback address up, and becomes the syncer.
set -eu
folder=$1 node=$2 port=$3
root=$folder/root

# Shows all that is in a folder of this machine under the new root, too, but the entries named after it.
mirror() {
  from=$1
  shift
  for entry in "$from"/*; do
    case " $* " in *" $entry "*) continue ;; esac
    if [ -L "$entry" ]; then
      cp -P "$entry" "$root$entry"
    elif [ -d "$entry" ]; then
      mkdir -p "$root$entry" && mount --rbind "$entry" "$root$entry"
    fi
  done
}

mkdir -p "$root"
mount -t tmpfs sandbox "$root"
mkdir -p "$root/data" "$root/binaries" "$root/proc" "$root/sandbox" "$root/var/lib/vcluster"
mirror "" /data /binaries /proc /sandbox /var
mirror /var /var/lib
mirror /var/lib /var/lib/vcluster
mount --bind "$folder" "$root/sandbox"
mount --bind "$folder/data" "$root/data"
mount --bind "$folder/binaries" "$root/binaries"
mount --bind "$folder/configuration" "$root/var/lib/vcluster"
mount -t proc proc "$root/proc"
ip link set lo up

export folder node port
exec chroot "$root" sh -c '
  cd /sandbox
  rm -f api.sock
  "$node" inside-forward.mjs ports.sock "$port" host.sock kube.sock 6443 api.sock 8443 &
  # The syncer ends when the host does not answer at once, and on a busy machine it is the first to be there.
  until [ -S api.sock ]; do kill -0 $! || exit 1; sleep 0.1; done
  exec vcluster-syncer start
'
